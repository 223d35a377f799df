using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>Lands lines in files below the base path, each destination with a ledger of its own.</summary>
internal sealed class JsonLinesSink(IDisk disk, ILanding landing, FilePolicy policy, int openFilesMax) : ISink
{
    /// <summary>Files that are closed together, as a share of those that are open: what makes one stable costs little more for many.</summary>
    private const int ClosedTogetherShare = 4;

    private readonly Dictionary<Destination, OpenFile> _open = [];
    private readonly LinkedList<OpenFile> _byUse = [];

    /// <inheritdoc/>
    public int PreparedMax { get; } = Math.Max(1, openFilesMax / 2);

    /// <inheritdoc/>
    public SinkCounters Counters { get; } = new();

    /// <inheritdoc/>
    /// <remarks>The ledgers of all new ones become durable by one sync, where each by itself would need several.</remarks>
    public void Prepare(IReadOnlyList<DestinationBuffer> buffers)
    {
        var newborn = buffers
            .Select(buffer => buffer.Destination)
            .Where(destination => !_open.ContainsKey(destination))
            .Select(FileFor)
            .ToList()
            .FindAll(file => file.TryBeginBirth());
        if (newborn.Count >= policy.FilesForOneSync)
        {
            SyncAll();
            newborn.ForEach(file => file.EndBirth());
        }
    }

    /// <inheritdoc/>
    public AppendOutcome Append(DestinationBuffer buffer) => FileFor(buffer.Destination).Append(buffer);

    /// <inheritdoc/>
    public long? LowestHeld(PartitionTenure tenure) => null;

    /// <inheritdoc/>
    public bool TryMakeStable() => TryMakeStable([.. _byUse.Where(file => file.File.IsDirty).Select(file => file.File)]);

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() =>
        TryMakeStable([.. _byUse.Where(file => file.Destination.IsDeadLetters && file.File.IsDirty).Select(file => file.File)]);

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        foreach (var file in _byUse)
        {
            file.File.ForgetOwed();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _byUse)
        {
            file.File.Dispose();
        }
    }

    private LedgeredFile FileFor(Destination destination)
    {
        if (_open.TryGetValue(destination, out var open))
        {
            _byUse.Remove(open.Node!);
        }
        else
        {
            CloseLeastUsed();
            var paths = new DataFilePaths(landing.BasePath, destination.Folder, destination.FileName);
            open = new OpenFile(destination, LedgeredFile.Open(disk, paths, policy, landing.DurableWatermark, Counters));
            _open.Add(destination, open);
            Counters.OpenFiles++;
        }

        open.Node = _byUse.AddLast(open);
        return open.File;
    }

    private void CloseLeastUsed()
    {
        if (_open.Count < openFilesMax)
        {
            return;
        }

        // What is closed is no longer looked at by a checkpoint, so it must be stable first.
        var leastUsed = _byUse.Take(Math.Max(1, openFilesMax / ClosedTogetherShare)).ToList();
        if (!TryMakeStable([.. leastUsed.Where(file => file.File.IsDirty).Select(file => file.File)]))
        {
            leastUsed.RemoveAll(file => file.File.IsDirty);
        }

        foreach (var file in leastUsed)
        {
            _byUse.Remove(file);
            _open.Remove(file.Destination);
            Counters.OpenFiles--;
            file.File.Dispose();
        }
    }

    private bool TryMakeStable(List<LedgeredFile> files)
    {
        if (!files.TrueForAll(file => file.TryBeginPublish()))
        {
            return false;
        }

        Sync(files, file => file.SyncData());
        if (!files.TrueForAll(file => file.TryPublish()))
        {
            return false;
        }

        Sync(files, file => file.SyncLedger());
        files.ForEach(file => file.EndPublish());
        return true;
    }

    private void Sync(List<LedgeredFile> files, Action<LedgeredFile> syncOne)
    {
        if (files.Count < policy.FilesForOneSync)
        {
            files.ForEach(syncOne);
        }
        else
        {
            SyncAll();
        }
    }

    private void SyncAll()
    {
        try
        {
            disk.SyncAll();
        }
        catch (SyncFailedException e)
        {
            // The error is told once, for the whole file system: it may be about any file that is not stable, and about what
            // another instance wrote to any other.
            foreach (var file in _byUse)
            {
                file.File.SyncFailedSomewhere();
            }

            throw new DestinationDoubtException(e.Message, e);
        }
    }

    private sealed class OpenFile(Destination destination, LedgeredFile file)
    {
        public Destination Destination => destination;

        public LedgeredFile File => file;

        public LinkedListNode<OpenFile>? Node { get; set; }
    }
}
