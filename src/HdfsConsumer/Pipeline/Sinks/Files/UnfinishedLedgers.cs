using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>Looks for ledgers that are ahead of the watermarks: records that would be read again, and must then go where they went.</summary>
internal static class UnfinishedLedgers
{
    /// <summary>The first ledger below the base path with an entry of these topics beyond its watermark, or null.</summary>
    public static string? Find(IDisk disk, string basePath, IReadOnlyList<OpenTopic> topics)
    {
        var watermarks = topics.ToDictionary(
            topic => topic.Key.Hash,
            topic => topic.Watermarks.TryReadDurably() ?? throw new IOException($"The watermarks of {topic.Key.Topic} are held by another process."));
        foreach (var path in disk.EnumerateFiles(basePath).Where(DataFilePaths.IsLedger))
        {
            using var file = disk.OpenOrCreate(path);
            using var ledger = new FileLedger(file);
            var ahead = ledger.Load()?.Next.Any(entry =>
                watermarks.TryGetValue(entry.Key.TopicHash, out var known)
                && entry.Value > known.GetValueOrDefault(entry.Key.Partition).Next);
            if (ahead == true)
            {
                return path;
            }
        }

        return null;
    }
}
