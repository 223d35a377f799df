using System.Globalization;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// Reads the names and the ends of a lake's files back: whether each is whole, holds what its name says, and overlaps no other. Takes
/// no lock; finished files never change.
/// </summary>
internal sealed class LakeVerifier(IDisk disk, string basePath, LakeDestinations destinations, LandingView landing)
{
    private readonly Dictionary<string, TopicKey> _topics = TopicStem.AllOf(landing);

    /// <summary>What each folder of the lake holds, by its path below the base path.</summary>
    public IEnumerable<(string Folder, FileFindings Findings)> Read() =>
        from file in destinations.Files
        group file by Path.GetDirectoryName(file.Path)! into folder
        select (Path.GetRelativePath(basePath, folder.Key), Read(folder));

    private FileFindings Read(IEnumerable<(string Path, LakeFileName Name)> files)
    {
        var findings = new FileFindings();
        var next = new Dictionary<PartitionKey, long>();
        foreach (var (path, name) in files)
        {
            findings.Files++;
            if (!_topics.TryGetValue(name.Stem, out var topic))
            {
                findings.Note($"{name} is of a topic that was not landed here.");
                continue;
            }

            var key = new PartitionKey(topic.Hash, name.Partition);
            if (next.TryGetValue(key, out var expected) && name.First < expected)
            {
                findings.Problem($"{name} begins before the end of another file of its partition: records are doubled.");
            }

            next[key] = name.Last + 1;
            Read(path, name, findings);
        }

        findings.Next = next;
        findings.LedgerRecords = (findings.Lines, 0);
        return findings;
    }

    private void Read(string path, LakeFileName name, FileFindings findings)
    {
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return;
        }

        findings.Bytes += file.Length;
        if (FinishedFile.RowsOf(file) is not { } rows)
        {
            findings.Problem($"{name} is no whole Parquet file.");
            return;
        }

        findings.Lines += rows;
        if (rows < 1 || rows > name.Last - name.First + 1)
        {
            findings.Problem(string.Create(CultureInfo.InvariantCulture, $"{name} has {rows} rows, which are not the records that its name says."));
        }
    }
}
