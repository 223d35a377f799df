using System.Globalization;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>
/// Reads the states of a lake's tables and the files of their versions back: whether each is whole, and none knows records that its state
/// does not. Takes no lock.
/// </summary>
internal sealed class TableVerifier(IDisk disk, TableDestinations lake, LandingView landing)
{
    private readonly Dictionary<string, TopicKey> _topics = TopicStem.AllOf(landing);

    /// <summary>What each table holds, by its path below the base path: the rows of its current version.</summary>
    public IEnumerable<(string Folder, FileFindings Findings)> Read()
    {
        // States only get further, so they are read after the versions that are made of them.
        var manifest = lake.Tables.ReadManifest();
        var states = lake.States.All.ToList();
        var tables = states.Select(state => state.Name.Stem).Concat(manifest.Files.Select(file => file.Table)).Distinct().Order(StringComparer.Ordinal);
        foreach (var table in tables.ToList())
        {
            var findings = new FileFindings();
            var next = new Dictionary<int, long>();
            foreach (var (name, path) in states.Where(state => state.Name.Stem == table))
            {
                next[name.Partition] = ReadState(path, findings);
            }

            foreach (var file in manifest.Files.Where(file => file.Table == table))
            {
                ReadVersion(file, isCurrent: file.Version == manifest.Current, next.GetValueOrDefault(file.Partition), findings);
            }

            findings.Next = _topics.TryGetValue(table, out var topic) ? next.ToDictionary(entry => new PartitionKey(topic.Hash, entry.Key), entry => entry.Value) : [];
            yield return ($"{TableFolders.Name}/{table}", findings);
        }
    }

    private long ReadState(string path, FileFindings findings)
    {
        try
        {
            using var state = TableStateReader.TryOpen(disk, path);
            while (state?.TryRead(out _, out _) == true)
            {
                // At its end the checksum is compared.
            }

            return state?.Next ?? 0;
        }
        catch (LandingDamagedException e)
        {
            findings.Problem(e.Message);
            return long.MaxValue;
        }
    }

    private void ReadVersion(VersionFile named, bool isCurrent, long stateNext, FileFindings findings)
    {
        using var file = disk.OpenToRead(lake.Tables.PathOf(named));
        if (file is null)
        {
            // A newer manifest may not name it any more.
            if (lake.Tables.ReadManifest().Files.Contains(named))
            {
                findings.Problem($"{named.Path} is missing, which the manifest names.");
            }

            return;
        }

        findings.Files++;
        findings.Bytes += file.Length;
        findings.Lines += isCurrent ? named.Rows : 0;
        if (FinishedFile.RowsOf(file) != named.Rows)
        {
            findings.Problem(string.Create(CultureInfo.InvariantCulture, $"{named.Path} is no whole Parquet file of {named.Rows} rows, which the manifest says."));
        }

        if (named.Next > stateNext)
        {
            findings.Problem(string.Create(CultureInfo.InvariantCulture, $"{named.Path} is ahead of the table, which is at offset {stateNext}: its state was lost."));
        }
    }
}
