using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// Lands records as Parquet files, which are written under other names and get their own when they are whole: one unfinished file for
/// each folder and each holding. Dead letters go to files of lines.
/// </summary>
internal sealed class LakeSink : ISink
{
    /// <summary>Unfinished files that are finished together when there are too many, as a share of them.</summary>
    private const int FinishedTogetherShare = 4;

    /// <summary>How often the size of a file is looked at: counting its bytes is work.</summary>
    private const int RecordsBetweenLooks = 256;

    private readonly IDisk _disk;
    private readonly LandingFolder _landing;
    private readonly JsonLinesSink _deadLetters;
    private readonly ILakeSchemas _schemas;
    private readonly LakePolicy _policy;
    private readonly TimeProvider _clock;
    private readonly LakeFolder _lake;
    private readonly FileFinisher _finisher;
    private readonly Dictionary<(Destination, PartitionTenure), UnfinishedFile> _files = [];

    /// <summary>What a folder expects next of a holding's partition, looked up when its first record comes.</summary>
    private readonly Dictionary<(Destination, PartitionTenure), (string Folder, long Next)> _next = [];

    /// <summary>Folders whose names cover what was finished or dropped since the last checkpoint.</summary>
    private readonly HashSet<string> _unsynced = [];

    /// <summary>What became of an unfinished file; its records must be read again.</summary>
    private string? _loss;

    /// <summary>Opens it, and removes what processes left that have ended.</summary>
    public LakeSink(IDisk disk, LandingFolder landing, JsonLinesSink deadLetters, ILakeSchemas schemas, LakePolicy policy, TimeProvider clock)
    {
        (_disk, _landing, _deadLetters, _schemas, _policy, _clock) = (disk, landing, deadLetters, schemas, policy, clock);
        _lake = new LakeFolder(disk, landing.BasePath, landing.StateFolder);
        _lake.Open();
        _lake.RemoveAbandoned();
        _finisher = new FileFinisher(disk, _lake, landing);
    }

    /// <inheritdoc/>
    public SinkCounters Counters => _deadLetters.Counters;

    /// <inheritdoc/>
    public int PreparedMax => _deadLetters.PreparedMax;

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<DestinationBuffer> buffers) => _deadLetters.Prepare([.. buffers.Where(buffer => buffer.Destination.IsDeadLetters)]);

    /// <inheritdoc/>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (buffer.Destination.IsDeadLetters)
        {
            return _deadLetters.Append(buffer);
        }

        return Guarded(() => TryAppend(buffer)) ? AppendOutcome.Landed : AppendOutcome.Busy;
    }

    /// <inheritdoc/>
    public long? LowestHeld(PartitionTenure tenure) =>
        _files.Values.Where(file => ReferenceEquals(file.Tenure, tenure)).Min(file => (long?)file.First);

    /// <inheritdoc/>
    public bool TryFinishFiles() => Guarded(() => TryFinish(_files.Values, "stop"));

    /// <inheritdoc/>
    public bool TryMakeStable() => Guarded(TryMakeFilesStable) && _deadLetters.TryMakeStable();

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() => _deadLetters.TryMakeDeadLettersStable();

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        DropFiles();
        _unsynced.Clear();
        _lake.ForgetDurable();
        _loss = null;
        _deadLetters.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropFiles();
        _deadLetters.Dispose();
    }

    private bool TryMakeFilesStable()
    {
        DropFilesOfEnded();
        if (!TryFinish(_files.Values.Where(IsDue), "age"))
        {
            return false;
        }

        foreach (var folder in _unsynced)
        {
            _lake.Sync(folder);
        }

        _unsynced.Clear();
        return true;
    }

    private bool TryAppend(DestinationBuffer buffer)
    {
        while (!buffer.Records.IsEmpty)
        {
            var record = buffer.Records[0];
            if (!record.Tenure.HasEnded && !TryAppend(buffer.Destination, record, buffer.Bytes[..(record.LineBytes - 1)]))
            {
                return false;
            }

            buffer.RemoveHead(1, record.LineBytes);
        }

        KeepWithinMemory();
        return true;
    }

    private bool TryAppend(Destination destination, BufferedRecord record, ReadOnlySpan<byte> line)
    {
        var key = (destination, record.Tenure);
        var (folder, next) = NextOf(key);
        if (record.Offset < next)
        {
            Counters.DuplicatesSkipped++;
            _unsynced.Add(folder);
            return true;
        }

        if (_files.TryGetValue(key, out var file) && (IsFull(file) || !file.TryAdd(record.Offset, line)))
        {
            if (!TryFinish([file], "size"))
            {
                return false;
            }

            // Another instance may have landed this one, too.
            return TryAppend(destination, record, line);
        }

        if (file is null)
        {
            if (!TryMakeRoom())
            {
                return false;
            }

            file = Begin(key);
            if (!file.TryAdd(record.Offset, line))
            {
                throw new InvalidOperationException($"Offset {record.Offset} of {record.Tenure} does not fit the columns that are known of its topic.");
            }
        }

        file.LastRecordAt = _clock.GetTimestamp();
        Counters.LinesWritten++;
        Counters.BytesWritten += line.Length + 1;
        return true;
    }

    private UnfinishedFile Begin((Destination Destination, PartitionTenure Tenure) key)
    {
        var schema = _schemas.Of(key.Tenure.Topic.Topic);
        var file = UnfinishedFile.Begin(_disk, _lake.NewUnfinished(), key.Destination, key.Tenure, schema, _policy, _clock.GetTimestamp());
        _files.Add(key, file);
        Counters.OpenFiles++;
        return file;
    }

    /// <summary>A record's folder and the offset that it expects next, or the watermark where that is beyond it.</summary>
    private (string Folder, long Next) NextOf((Destination Destination, PartitionTenure Tenure) key)
    {
        if (!_next.TryGetValue(key, out var known))
        {
            var topic = key.Tenure.Topic;
            var folder = _lake.Make(key.Destination.Folder);
            var named = _lake.NextIn(folder, TopicStem.Of(topic, _landing.IsFirstOfItsName(topic)), key.Tenure.Partition);
            known = (folder, Math.Max(named, _landing.DurableWatermark(key.Tenure.Key)));
            _next.Add(key, known);
        }

        return known;
    }

    private bool IsFull(UnfinishedFile file) =>
        file.IsWhole || file.Records >= _policy.FileRecordsMax || (file.Records % RecordsBetweenLooks == 0 && file.Bytes >= _policy.FileBytesMax);

    private bool IsDue(UnfinishedFile file) =>
        _clock.GetElapsedTime(file.BegunAt) >= _policy.FileAgeMax || _clock.GetElapsedTime(file.LastRecordAt) >= _policy.FileIdleMax || file.Bytes >= _policy.FileBytesMax;

    private bool TryMakeRoom() => _files.Count < _policy.OpenFilesMax
        || TryFinish(_files.Values.OrderBy(file => file.LastRecordAt).Take(Math.Max(1, _policy.OpenFilesMax / FinishedTogetherShare)), "open_files");

    /// <summary>Lets the largest files write what they hold in memory.</summary>
    private void KeepWithinMemory()
    {
        var held = _files.Values.Sum(file => file.HeldBytes);
        foreach (var file in held < _policy.HeldBytesMax ? [] : _files.Values.OrderByDescending(file => file.HeldBytes).ToList())
        {
            if (held < _policy.HeldBytesMax / 2 || file.HeldBytes == 0)
            {
                break;
            }

            held -= file.HeldBytes;
            file.LetGo();
        }
    }

    private bool TryFinish(IEnumerable<UnfinishedFile> files, string cause)
    {
        foreach (var file in files.ToList())
        {
            if (file.Tenure.HasEnded)
            {
                Drop(file);
            }
            else if (!TryFinish(file, cause))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFinish(UnfinishedFile file, string cause)
    {
        var folder = _lake.Make(file.Destination.Folder);
        switch (_finisher.TryFinish(file, folder))
        {
            case Finish.Busy:
                return false;
            case Finish.Covered:
                Counters.DuplicatesSkipped += file.Records;
                break;
            default:
                Counters.Rotated(cause, file.Destination.Folder);
                break;
        }

        _unsynced.Add(folder);
        Drop(file);
        return true;
    }

    private void DropFilesOfEnded()
    {
        foreach (var file in _files.Values.Where(file => file.Tenure.HasEnded).ToList())
        {
            Drop(file);
        }

        foreach (var key in _next.Keys.Where(key => key.Item2.HasEnded).ToList())
        {
            _next.Remove(key);
        }
    }

    private void DropFiles()
    {
        foreach (var file in _files.Values.ToList())
        {
            Drop(file);
        }

        _next.Clear();
    }

    /// <summary>Lets go of a file; what its folder expects next is to be looked up anew.</summary>
    private void Drop(UnfinishedFile file)
    {
        _files.Remove((file.Destination, file.Tenure));
        Counters.OpenFiles--;
        _next.Remove((file.Destination, file.Tenure));
        file.Dispose();
    }

    /// <summary>
    /// A file that could not be written to its end, or synced, is broken, and a second attempt may falsely succeed. What unfinished files held
    /// is then to be read again, whatever else the caller does about the trouble first.
    /// </summary>
    private bool Guarded(Func<bool> step)
    {
        if (_loss is { } loss)
        {
            throw new DestinationDoubtException(loss);
        }

        try
        {
            return step();
        }
        catch (Exception e) when (e is IOException or DestinationDoubtException)
        {
            _loss = e.Message;
            DropFiles();
            throw;
        }
    }
}
