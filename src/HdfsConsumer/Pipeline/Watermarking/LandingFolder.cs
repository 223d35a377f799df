using System.Globalization;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>
/// A base path as one pipeline lands below it: its watermarks, its record, and the lock that tells how many instances are
/// at work. All of it is kept in <c>.hdfs-consumer/&lt;pipeline&gt;</c>.
/// </summary>
internal sealed class LandingFolder : ILanding, IDisposable
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly string _pipeline;
    private readonly ILandedDestinations _destinations;
    private readonly Action<LandingRecord> _forgetCommitted;
    private readonly IDiskFile _instances;
    private readonly LandingRecordFile _record;
    private readonly Dictionary<ulong, TopicWatermarks> _watermarks = [];
    private readonly HashSet<ulong> _firstOfTheirNames = [];

    private LandingFolder(
        IDisk disk, string basePath, string folder, string pipeline, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted)
    {
        _disk = disk;
        BasePath = basePath;
        _folder = folder;
        _pipeline = pipeline;
        _destinations = destinations;
        _forgetCommitted = forgetCommitted;
        _instances = disk.OpenOrCreate(Path.Combine(folder, InstancesFileName));
        _record = new LandingRecordFile(disk, Path.Combine(folder, RecordFileName));
    }

    /// <inheritdoc/>
    public string BasePath { get; }

    /// <summary>The folder that the landing's own state is kept in.</summary>
    public string StateFolder => _folder;

    /// <summary>The pipeline's name.</summary>
    public string Pipeline => _pipeline;

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
        var folder = Path.Combine(basePath, StateFolderName, pipeline);
        disk.CreateDirectory(Path.Combine(basePath, StateFolderName));
        disk.CreateDirectory(folder);
        LockTrial.Run(disk, Path.Combine(folder, "lock-trial"));
        var landing = new LandingFolder(disk, basePath, folder, pipeline, destinations, forgetCommitted);
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

    /// <summary>The folder below the base path that is ours.</summary>
    public const string StateFolderName = ".hdfs-consumer";

    /// <summary>Whether a file belongs to the state of landings, and is none that people read.</summary>
    public static bool IsStateOf(string basePath, string path) =>
        Path.GetRelativePath(basePath, path).Split(Path.DirectorySeparatorChar)[0] == StateFolderName;

    private const string RecordFileName = "landing";
    private const string InstancesFileName = "instances";

    /// <summary>
    /// Looks at the landing of a pipeline from outside, while it may be at work: changes nothing, takes no lock. Null when there is
    /// none.
    /// </summary>
    public static LandingView? Look(IDisk disk, string basePath, string pipeline)
    {
        var folder = Path.Combine(basePath, StateFolderName, pipeline);
        var record = LandingRecordFile.Peek(disk, Path.Combine(folder, RecordFileName));
        return record is null or { IsNew: true }
            ? null
            : new LandingView(
                pipeline,
                record.IsBeingReset,
                record.Groups,
                [
                    .. from topic in record.Topics
                       from incarnation in topic.Incarnations
                       let key = KeyOf(pipeline, topic, incarnation)
                       select new LandedTopicView(key, incarnation == topic.Current, TopicWatermarks.Peek(disk, WatermarksPath(folder, key))),
                ]);
    }

    /// <inheritdoc/>
    public OpenTopic? TryOpenTopic(string clusterId, string topic, string? topicId, string? group, bool landNewIncarnation)
    {
        LandedTopic? opened = null;
        var isFree = _record.TryChange(record =>
        {
            var known = Find(record!, clusterId, topic);
            opened = LandedAs(known, clusterId, topic, topicId, landNewIncarnation);
            var isGroupKnown = group is null || record!.Groups.Contains(group);
            var changed = ReferenceEquals(opened, known) ? record! : Replace(record!, opened);
            NoteFirstOfTheirNames(changed);
            return isGroupKnown ? (changed == record ? null : changed) : changed with { Groups = [.. changed.Groups, group!] };
        });
        return isFree ? Open(opened!) : null;
    }

    /// <inheritdoc/>
    public OpenTopic? TryBeginIncarnation(TopicKey abandoned)
    {
        LandedTopic? opened = null;
        var isFree = _record.TryChange(record =>
        {
            var known = Find(record!, abandoned.ClusterId, abandoned.Topic)!;
            opened = known.Current.Key == abandoned.Incarnation ? WithNext(known, topicId: null) : known;
            return ReferenceEquals(opened, known) ? null : Replace(record!, opened);
        });
        return isFree ? Open(opened!) : null;
    }

    /// <summary>The topic with the incarnation that is to be landed as its current one; the one that is known where nothing has changed.</summary>
    /// <param name="known">What is known of it, null for nothing.</param>
    /// <param name="clusterId">The cluster's id.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="topicId">The broker's id of it, null where it has none.</param>
    /// <param name="landNewIncarnation">Whether a topic that was created again is to be landed as new.</param>
    /// <exception cref="StopException">It was deleted and created again.</exception>
    public static LandedTopic LandedAs(LandedTopic? known, string clusterId, string topic, string? topicId, bool landNewIncarnation) => known switch
    {
        null => new LandedTopic(clusterId, topic, [new TopicIncarnation(topicId ?? "1", topicId)]),
        { Current.TopicId: null } when topicId is not null => WithCurrent(known, known.Current with { TopicId = topicId }),
        _ when topicId is null || known.Current.TopicId == topicId => known,
        _ when landNewIncarnation => WithNext(known, topicId),
        _ => throw new StopException(ExitCode.DataNeedsAttention, IncarnationMessage(topic, "its id is another one")),
    };

    /// <summary>The topic with one incarnation more.</summary>
    public static LandedTopic WithNext(LandedTopic known, string? topicId)
    {
        var number = (known.Incarnations.Count + 1).ToString(CultureInfo.InvariantCulture);
        return known with { Incarnations = [.. known.Incarnations, new TopicIncarnation(topicId ?? number, topicId)] };
    }

    /// <summary>What to say when a topic is not the one that was landed.</summary>
    public static string IncarnationMessage(string topic, string evidence) =>
        $"Topic {topic} was deleted and created again since it was last landed here ({evidence}). " +
        "What was landed stays. Use --new-incarnation to land the new topic as well, from its beginning.";

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

    /// <summary>Whether an instance lands there at this moment.</summary>
    public static bool IsInUse(IDisk disk, string basePath, string pipeline)
    {
        using var instances = disk.OpenToRead(Path.Combine(basePath, StateFolderName, pipeline, InstancesFileName));
        return instances?.TryLock() == false;
    }

    /// <summary>
    /// Forgets the landing of a pipeline below a base path: committed offsets, data, ledgers, watermarks. All at once or not at
    /// all: when it is interrupted, the next start or the next reset finishes it. False when an instance is at work.
    /// </summary>
    public static bool TryReset(IDisk disk, string basePath, string pipeline, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted)
    {
        using var landing = new LandingFolder(disk, basePath, Path.Combine(basePath, StateFolderName, pipeline), pipeline, destinations, forgetCommitted);
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
        foreach (var topic in record.Topics.SelectMany(topic => topic.Incarnations, (topic, incarnation) => KeyOf(_pipeline, topic, incarnation)))
        {
            _disk.Delete(WatermarksPath(_folder, topic));
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
            _disk.SyncDirectory(_folder);
            _disk.SyncDirectory(Path.Combine(BasePath, StateFolderName));
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
        var key = KeyOf(_pipeline, topic, topic.Current);
        if (!_watermarks.TryGetValue(key.Hash, out var watermarks))
        {
            watermarks = new TopicWatermarks(_disk, WatermarksPath(_folder, key));
            _watermarks.Add(key.Hash, watermarks);
        }

        return new OpenTopic(key, topic.Current.TopicId, watermarks, IsFirstIncarnation: topic.Incarnations.Count == 1, IsFirstOfItsName(key));
    }

    private void NoteFirstOfTheirNames(LandingRecord record) => _firstOfTheirNames.UnionWith(
        record.Topics.DistinctBy(topic => topic.Topic).Select(topic => KeyOf(_pipeline, topic, topic.Incarnations[0]).Hash));

    private static TopicKey KeyOf(string pipeline, LandedTopic topic, TopicIncarnation incarnation) => new(pipeline, topic.ClusterId, topic.Topic, incarnation.Key);

    private static string WatermarksPath(string folder, TopicKey key)
    {
        // A topic's name has up to 249 characters and a file's up to 255 bytes.
        var name = key.Topic.Length > 100 ? key.Topic[..100] : key.Topic;
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{key.Hash:x16}.watermarks"));
    }

    private static LandedTopic? Find(LandingRecord record, string clusterId, string topic) =>
        record.Topics.FirstOrDefault(known => known.ClusterId == clusterId && known.Topic == topic);

    private static LandedTopic WithCurrent(LandedTopic known, TopicIncarnation current) =>
        known with { Incarnations = [.. known.Incarnations.SkipLast(1), current] };

    // In its place: the first topic of a name stays the first.
    private static LandingRecord Replace(LandingRecord record, LandedTopic topic)
    {
        var topics = record.Topics.ToList();
        var at = topics.FindIndex(known => known.ClusterId == topic.ClusterId && known.Topic == topic.Topic);
        if (at < 0)
        {
            topics.Add(topic);
        }
        else
        {
            topics[at] = topic;
        }

        return record with { Topics = topics };
    }
}

/// <summary>A topic ready to be landed.</summary>
/// <param name="Key">What ledgers know it by.</param>
/// <param name="TopicId">The broker's id of it, null where it has none.</param>
/// <param name="Watermarks">How far it is landed.</param>
/// <param name="IsFirstIncarnation">Whether no earlier topic of this name was landed here.</param>
/// <param name="IsFirstOfItsName">See <see cref="LandingFolder.IsFirstOfItsName"/>.</param>
internal sealed record OpenTopic(TopicKey Key, string? TopicId, ITopicWatermarks Watermarks, bool IsFirstIncarnation, bool IsFirstOfItsName);
