using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>
/// A base path as one pipeline lands below it: its watermarks, its record, and the lock that tells how many instances are
/// at work. All of it is kept in the files of <see cref="LandingPaths"/>.
/// </summary>
internal sealed class LandingFolder : ILanding, IDisposable
{
    private readonly IDisk _disk;
    private readonly LandingPaths _paths;
    private readonly ILandedDestinations _destinations;
    private readonly Action<LandingRecord> _forgetCommitted;
    private readonly IDiskFile _instances;
    private readonly LandingRecordFile _record;
    private readonly Dictionary<ulong, TopicWatermarks> _watermarks = [];
    private readonly HashSet<ulong> _firstOfTheirNames = [];

    private LandingFolder(IDisk disk, LandingPaths paths, string pipeline, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted)
    {
        _disk = disk;
        _paths = paths;
        Pipeline = pipeline;
        _destinations = destinations;
        _forgetCommitted = forgetCommitted;
        _instances = disk.OpenOrCreate(paths.Instances);
        _record = new LandingRecordFile(disk, paths.Record);
    }

    /// <inheritdoc/>
    public string BasePath => _paths.BasePath;

    /// <summary>The folder that the landing's own state is kept in.</summary>
    public string StateFolder => _paths.Folder;

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>
    /// Opens the landing of a pipeline below an existing base path, and makes it known as in use until it is disposed of.
    /// Null when another instance is just doing the same: try again.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="basePath">An existing folder.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="fingerprint">Of the rules that decide destinations.</param>
    /// <param name="destinations">What is there besides.</param>
    /// <param name="forgetCommitted">Makes Kafka forget what the groups have committed of the topics: for a reset that was interrupted.</param>
    /// <exception cref="StopException">Other rules than these are not finished yet, or locks do not work here.</exception>
    public static LandingFolder? TryOpen(
        IDisk disk, string basePath, string pipeline, string fingerprint, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted)
    {
        var paths = new LandingPaths(basePath, pipeline);
        disk.CreateDirectory(paths.Root);
        disk.CreateDirectory(paths.Folder);
        LockTrial.Run(disk, paths.LockTrial);
        var landing = new LandingFolder(disk, paths, pipeline, destinations, forgetCommitted);
        try
        {
            if (landing.TryEnter(fingerprint))
            {
                return landing;
            }
        }
        catch
        {
            landing.Dispose();
            throw;
        }

        landing.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public OpenTopic? TryOpenTopic(string clusterId, string topic, string? topicId, string? group, bool landNewIncarnation)
    {
        LandedTopic? opened = null;
        var isFree = _record.TryChange(record =>
        {
            var known = record!.Find(clusterId, topic);
            opened = LandedTopic.Of(known, clusterId, topic, topicId, landNewIncarnation);
            var changed = ReferenceEquals(opened, known) ? record : record.With(opened);
            NoteFirstOfTheirNames(changed);
            changed = group is null ? changed : changed.WithGroup(group);
            return ReferenceEquals(changed, record) ? null : changed;
        });
        return isFree ? Open(opened!) : null;
    }

    /// <inheritdoc/>
    public OpenTopic? TryBeginIncarnation(TopicKey abandoned)
    {
        LandedTopic? opened = null;
        var isFree = _record.TryChange(record =>
        {
            var known = record!.Find(abandoned.ClusterId, abandoned.Topic)!;
            opened = known.After(abandoned);
            return ReferenceEquals(opened, known) ? null : record.With(opened);
        });
        return isFree ? Open(opened!) : null;
    }

    /// <inheritdoc/>
    public bool TryRepairDestinations() => _destinations.TryRepair(this);

    /// <inheritdoc/>
    public long DurableWatermark(PartitionKey key) =>
        _watermarks.TryGetValue(key.TopicHash, out var watermarks) ? watermarks.DurableNext(key.Partition) : 0;

    /// <summary>
    /// Whether no other topic of this name was landed here before: of an earlier incarnation, of another cluster, or of dead letters.
    /// Known once it was opened, and the same for all instances.
    /// </summary>
    public bool IsFirstOfItsName(TopicKey topic) => _firstOfTheirNames.Contains(topic.Hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watermarks in _watermarks.Values)
        {
            watermarks.Dispose();
        }

        _instances.Dispose();
        _record.Dispose();
    }

    /// <summary>
    /// Forgets the landing of a pipeline below a base path: committed offsets, data, ledgers, watermarks. All at once or not at
    /// all: when it is interrupted, the next start or the next reset finishes it. False when an instance is at work.
    /// </summary>
    public static bool TryReset(IDisk disk, string basePath, string pipeline, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted)
    {
        using var landing = new LandingFolder(disk, new LandingPaths(basePath, pipeline), pipeline, destinations, forgetCommitted);
        return landing._instances.TryLock()
            && landing._record.TryChange(record => record is null ? null : record with { IsBeingReset = true })
            && landing._record.TryChange(record =>
            {
                if (record is not { IsBeingReset: true })
                {
                    return null;
                }

                landing.FinishReset(record);
                return LandingRecord.New;
            });
    }

    private void FinishReset(LandingRecord record)
    {
        _forgetCommitted(record);
        _destinations.Remove();
        foreach (var topic in record.Topics.SelectMany(topic => topic.Incarnations, (topic, incarnation) => topic.KeyOf(Pipeline, incarnation)))
        {
            _disk.Delete(_paths.WatermarksOf(topic));
        }

        // What an interrupted reset removed can no longer be seen, and may come back after a loss of power: so everything is synced.
        _disk.SyncAll();
    }

    private bool TryEnter(string fingerprint)
    {
        if (_instances.TryLock())
        {
            EnterAlone(fingerprint);
            _instances.Unlock();
        }

        // Between the two locks another instance may enter; what it finds is what was just written.
        return _instances.TryLock(shared: true) && IsRuledBy(fingerprint);
    }

    private void EnterAlone(string fingerprint) => _record.TryChange(record =>
    {
        if (record is { IsBeingReset: true })
        {
            FinishReset(record);
            record = null;
        }

        if (record is null or { IsNew: true })
        {
            _destinations.AdoptExisting(this);
            _disk.SyncDirectory(_paths.Folder);
            _disk.SyncDirectory(_paths.Root);
            _disk.SyncDirectory(BasePath);
            return new LandingRecord(fingerprint, [], []);
        }

        if (!TryRepairDestinations())
        {
            throw new IOException($"A destination below {BasePath} is held by another process.");
        }

        NoteFirstOfTheirNames(record);
        if (record.Fingerprint == fingerprint)
        {
            return null;
        }

        if (_destinations.FindUnfinished([.. record.Topics.Select(Open)]) is { } open)
        {
            throw new StopException(
                ExitCode.WrongUsage,
                $"The rules that decide where records go have changed, and the last run did not stop cleanly ({open} is ahead of its watermark). "
                + "Run once more with the former program and settings until it stops by itself (--until-end, or Ctrl-C), then start again with the new ones.");
        }

        return record with { Fingerprint = fingerprint };
    });

    private bool IsRuledBy(string fingerprint)
    {
        LandingRecord? present = null;
        var isFree = _record.TryChange(record =>
        {
            present = record;
            return null;
        });
        if (!isFree || present is null)
        {
            return false;
        }

        return present.Fingerprint == fingerprint
            ? true
            : throw new StopException(
                ExitCode.WrongUsage,
                $"Another instance is landing below {BasePath} with other rules for where records go. Stop it first, or start this one with the same program and settings.");
    }

    private OpenTopic Open(LandedTopic topic)
    {
        var key = topic.KeyOf(Pipeline, topic.Current);
        if (!_watermarks.TryGetValue(key.Hash, out var watermarks))
        {
            watermarks = new TopicWatermarks(_disk, _paths.WatermarksOf(key));
            _watermarks.Add(key.Hash, watermarks);
        }

        return new OpenTopic(key, topic.Current.TopicId, watermarks, IsFirstIncarnation: topic.Incarnations.Count == 1, IsFirstOfItsName(key));
    }

    private void NoteFirstOfTheirNames(LandingRecord record) => _firstOfTheirNames.UnionWith(
        record.Topics.DistinctBy(topic => topic.Topic).Select(topic => topic.KeyOf(Pipeline, topic.Incarnations[0]).Hash));
}
