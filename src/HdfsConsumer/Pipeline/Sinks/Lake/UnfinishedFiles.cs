using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// The files of a lake that are being written, one for each folder and each holding, and when each is finished: by its size or its age, when it gets no
/// more records, when there are too many, or when its holding goes.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="lake">The lake's folders.</param>
/// <param name="landing">The landing.</param>
/// <param name="schemas">The columns.</param>
/// <param name="policy">When files are finished, and how they are written.</param>
/// <param name="counters">Are told what is done.</param>
/// <param name="clock">The clock.</param>
internal sealed class UnfinishedFiles(
    IDisk disk, LakeFolder lake, LandingFolder landing, ILakeSchemas schemas, LakePolicy policy, SinkCounters counters, TimeProvider clock)
{
    /// <summary>Files that are finished together when there are too many, as a share of them.</summary>
    private const int FinishedTogetherShare = 4;

    /// <summary>How often the size of a file is looked at: counting its bytes is work.</summary>
    private const int RecordsBetweenLooks = 256;

    private readonly FileFinisher _finisher = new(disk, lake, landing);
    private readonly Dictionary<(Destination, PartitionTenure), UnfinishedFile> _files = [];

    /// <summary>What a folder expects next of a holding's partition, looked up when its first record comes.</summary>
    private readonly Dictionary<(Destination, PartitionTenure), (string Folder, long Next)> _next = [];

    /// <summary>Folders whose names cover what was finished or dropped since the last checkpoint.</summary>
    private readonly HashSet<string> _unsynced = [];

    /// <summary>Takes the records of a buffer, and removes them from it; false when another instance is in the way of a file that has to be finished first.</summary>
    public bool TryAppend(DestinationBuffer buffer)
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

    /// <summary>The lowest offset of a holding that is here and not landed; null for none.</summary>
    public long? LowestHeld(PartitionTenure tenure) =>
        _files.Values.Where(file => ReferenceEquals(file.Tenure, tenure)).Min(file => (long?)file.First);

    /// <summary>Finishes every file; false when another instance is in the way.</summary>
    public bool TryFinishAll() => TryFinish(_files.Values, "stop");

    /// <summary>Finishes the files that are due, and makes the names of all that were finished survive a power loss; false when another instance is in the way.</summary>
    public bool TryMakeStable()
    {
        DropEnded();
        if (!TryFinish(_files.Values.Where(IsDue), "age"))
        {
            return false;
        }

        foreach (var folder in _unsynced)
        {
            lake.Sync(folder);
        }

        _unsynced.Clear();
        return true;
    }

    /// <summary>Lets go of all files; what folders expect next is to be looked up anew.</summary>
    public void Drop()
    {
        foreach (var file in _files.Values.ToList())
        {
            Drop(file);
        }

        _next.Clear();
    }

    /// <summary>Lets go of everything that is remembered, after a doubt.</summary>
    public void Forget()
    {
        Drop();
        _unsynced.Clear();
        lake.ForgetDurable();
    }

    private bool TryAppend(Destination destination, BufferedRecord record, ReadOnlySpan<byte> line)
    {
        var key = (destination, record.Tenure);
        var (folder, next) = NextOf(key);
        if (record.Offset < next)
        {
            counters.DuplicatesSkipped++;
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

        file.LastRecordAt = clock.GetTimestamp();
        counters.LinesWritten++;
        counters.BytesWritten += line.Length + 1;
        return true;
    }

    private UnfinishedFile Begin((Destination Destination, PartitionTenure Tenure) key)
    {
        var schema = schemas.Of(key.Tenure.Topic.Topic);
        var file = UnfinishedFile.Begin(UnnamedFile.Begin(disk, lake), key.Destination, key.Tenure, schema, policy, clock.GetTimestamp());
        _files.Add(key, file);
        counters.OpenFiles++;
        return file;
    }

    /// <summary>A record's folder and the offset that it expects next, or the watermark where that is beyond it.</summary>
    private (string Folder, long Next) NextOf((Destination Destination, PartitionTenure Tenure) key)
    {
        if (!_next.TryGetValue(key, out var known))
        {
            var folder = lake.Make(key.Destination.Folder);
            var named = lake.NextIn(folder, TopicStem.In(key.Tenure.Topic, landing), key.Tenure.Partition);
            known = (folder, Math.Max(named, landing.DurableWatermark(key.Tenure.Key)));
            _next.Add(key, known);
        }

        return known;
    }

    private bool IsFull(UnfinishedFile file) =>
        file.IsWhole || file.Records >= policy.FileRecordsMax || (file.Records % RecordsBetweenLooks == 0 && file.Bytes >= policy.FileBytesMax);

    private bool IsDue(UnfinishedFile file) =>
        clock.GetElapsedTime(file.BegunAt) >= policy.FileAgeMax || clock.GetElapsedTime(file.LastRecordAt) >= policy.FileIdleMax || file.Bytes >= policy.FileBytesMax;

    private bool TryMakeRoom() => _files.Count < policy.OpenFilesMax
        || TryFinish(_files.Values.OrderBy(file => file.LastRecordAt).Take(Math.Max(1, policy.OpenFilesMax / FinishedTogetherShare)), "open_files");

    /// <summary>Lets the largest files write what they hold in memory.</summary>
    private void KeepWithinMemory()
    {
        var held = _files.Values.Sum(file => file.HeldBytes);
        foreach (var file in held < policy.HeldBytesMax ? [] : _files.Values.OrderByDescending(file => file.HeldBytes).ToList())
        {
            if (held < policy.HeldBytesMax / 2 || file.HeldBytes == 0)
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
        var folder = lake.Make(file.Destination.Folder);
        switch (_finisher.TryFinish(file, folder))
        {
            case Finish.Busy:
                return false;
            case Finish.Covered:
                counters.DuplicatesSkipped += file.Records;
                break;
            default:
                counters.Rotated(cause, file.Destination.Folder);
                break;
        }

        _unsynced.Add(folder);
        Drop(file);
        return true;
    }

    private void DropEnded()
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

    /// <summary>Lets go of a file; what its folder expects next is to be looked up anew.</summary>
    private void Drop(UnfinishedFile file)
    {
        _files.Remove((file.Destination, file.Tenure));
        counters.OpenFiles--;
        _next.Remove((file.Destination, file.Tenure));
        file.Dispose();
    }
}
