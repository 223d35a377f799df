using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>All the destinations below a base path: those that have a ledger.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The base path.</param>
/// <param name="policy">How files are closed.</param>
/// <param name="fileName">The name of data files, to know them by when a base path is first used.</param>
internal sealed class FileDestinations(IDisk disk, string basePath, FilePolicy policy, string fileName) : ILandedDestinations
{
    /// <summary>The names of each of them.</summary>
    public IEnumerable<DataFilePaths> All => disk.EnumerateFiles(basePath)
        .Where(DataFilePaths.IsLedger)
        .Order(StringComparer.Ordinal)
        .Select(path => DataFilePaths.OfLedger(basePath, path));

    /// <inheritdoc/>
    public void AdoptExisting(LandingFolder landing)
    {
        var existing = disk.EnumerateFiles(basePath)
            .Where(path => !Path.GetFileName(path).StartsWith('.'))
            .Where(path => Path.GetFileName(path) == fileName || DataFilePaths.OfData(basePath, path).AreDeadLetters)
            .Order(StringComparer.Ordinal);
        foreach (var path in existing)
        {
            using var file = Open(DataFilePaths.OfData(basePath, path), landing);
            file.Adopt();
        }
    }

    /// <inheritdoc/>
    public string? FindUnfinished(IReadOnlyList<OpenTopic> topics)
    {
        var watermarks = topics.ToDictionary(topic => topic.Key.Hash, topic => topic.ReadWatermarks());
        foreach (var paths in All)
        {
            using var ledger = new FileLedger(disk.OpenOrCreate(paths.Ledger));
            var isAhead = ledger.Load()?.Next.Any(entry =>
                watermarks.TryGetValue(entry.Key.TopicHash, out var known)
                && entry.Value > known.GetValueOrDefault(entry.Key.Partition).Next);
            if (isAhead == true)
            {
                return paths.Data;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool TryRepair(LandingFolder landing)
    {
        foreach (var paths in All)
        {
            using var file = Open(paths, landing);
            if (!file.TryRepair())
            {
                return false;
            }
        }

        // What was cut back by a run that ended before its sync needs one, too.
        disk.SyncAll();
        return true;
    }

    /// <inheritdoc/>
    public void Remove()
    {
        foreach (var paths in All.ToList())
        {
            foreach (var file in disk.EnumerateFiles(paths.Folder).Where(paths.Owns).ToList())
            {
                disk.Delete(file);
            }

            // The ledger last: it is what the rest is found by, when this is done again.
            disk.SyncDirectory(paths.Folder);
            disk.Delete(paths.Ledger);
        }
    }

    private LedgeredFile Open(DataFilePaths paths, LandingFolder landing) =>
        LedgeredFile.Open(disk, paths, policy, landing.DurableWatermark, new SinkCounters());
}
