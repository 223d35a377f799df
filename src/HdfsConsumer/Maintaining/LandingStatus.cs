using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Replaying;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Maintaining;

/// <summary>
/// Says how far a landing is: of each partition what is landed, what Kafka has as committed, where it ends; of each destination its
/// records and bytes. Reads ledgers, not data, and may run beside a landing.
/// </summary>
internal sealed class LandingStatus(IDisk disk, string basePath, string pipeline, string fileName, IReadableDestinations? others = null)
{
    private const string Unknown = "?";

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="landing">The landing.</param>
    /// <param name="tables">The tables that it is landed in, and their rows.</param>
    /// <param name="kafka">The cluster to ask, and the group.</param>
    /// <param name="timeout">How long to try to reach it.</param>
    /// <returns>What kept the cluster from being asked, or null.</returns>
    public string? Write(TextWriter output, LandingView landing, IReadOnlyList<(string Table, long Rows)> tables, KafkaSettings kafka, TimeSpan timeout)
    {
        var (offsets, trouble) = Ask(landing, kafka, timeout);
        output.WriteLine($"Pipeline {pipeline} below {basePath}, group {kafka.GroupId}");
        output.WriteLine();
        Write(output, ["Topic", "Partition", "Landed", "Committed", "End", "Lag"], 2, PartitionRows(landing, offsets));
        output.WriteLine();
        Write(
            output,
            ["Destination", "Records", "Bytes", "Last write"],
            1,
            tables.Select(table => new[] { table.Table, Text(table.Rows), "", "" }).Concat(DestinationRows()).Concat(OtherRows(landing)));
        return trouble;
    }

    private static (IReadOnlyDictionary<(string, int), GroupOffset> Offsets, string? Trouble) Ask(LandingView landing, KafkaSettings kafka, TimeSpan timeout)
    {
        try
        {
            using var cluster = KafkaCluster.Connect(kafka, timeout);
            var topics = landing.Topics.Where(topic => topic.IsCurrent && topic.Key.ClusterId == cluster.Id).Select(topic => topic.Key.Topic);
            return (GroupOffsets.Read(kafka, cluster, [.. topics]), null);
        }
        catch (StopException e) when (e.ExitCode == ExitCode.Unreachable)
        {
            return (new Dictionary<(string, int), GroupOffset>(), e.Message);
        }
    }

    private static IEnumerable<string[]> PartitionRows(LandingView landing, IReadOnlyDictionary<(string, int), GroupOffset> offsets) =>
        from topic in landing.Topics
        where topic.IsCurrent && !DeadLetterSource.IsSourceOf(topic.Key)
        from entry in topic.Watermarks.OrderBy(entry => entry.Key)
        let known = offsets.GetValueOrDefault((topic.Key.Topic, entry.Key))
        select new[]
        {
            topic.Key.Topic,
            Text(entry.Key),
            Text(entry.Value.Next),
            known is null ? Unknown : known.Committed is { } committed ? Text(committed) : "none",
            known is null ? Unknown : Text(known.End),
            known is null ? Unknown : Text(Math.Max(0, known.End - entry.Value.Next)),
        };

    private IEnumerable<string[]> DestinationRows()
    {
        foreach (var paths in LandedFiles.Below(disk, basePath, fileName).All)
        {
            using var file = disk.OpenToRead(paths.Ledger);
            if (file is null)
            {
                continue;
            }

            using var ledger = new FileLedger(file);
            var files = disk.EnumerateFiles(paths.Folder).Where(path => path == paths.Data).Concat(paths.ClosedAmong(disk.EnumerateFiles(paths.Folder)).Values)
                .Select(path => new FileInfo(path)).ToList();
            yield return
            [
                paths.Relative,
                Text(ledger.Load()?.Records ?? 0),
                Text(files.Sum(data => data.Length)),
                files.Count == 0 ? "" : Text(files.Max(data => data.LastWriteTime)),
            ];
        }
    }

    private IEnumerable<string[]> OtherRows(LandingView landing) =>
        from found in others?.ReadBack(landing) ?? []
        select new[]
        {
            found.Path,
            Text(found.Findings.Lines),
            Text(found.Findings.Bytes),
            // A table has a folder when it has a version.
            Directory.Exists(Path.Combine(basePath, found.Path))
                ? Text(Directory.GetLastWriteTime(Path.Combine(basePath, found.Path)))
                : "",
        };

    /// <summary>A table; the first columns are text, the others numbers.</summary>
    private static void Write(TextWriter output, string[] head, int textColumns, IEnumerable<string[]> rows)
    {
        List<string[]> table = [head, .. rows];
        var widths = head.Select((_, column) => table.Max(row => row[column].Length)).ToList();
        foreach (var row in table)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column < textColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    private static string Text(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
