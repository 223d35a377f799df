using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HdfsConsumer.Pipeline.Sinks.Lake.Tables;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.SimulationTests;

/// <summary>Compares the rows of tables with what the records of the simulated topics make.</summary>
internal sealed partial class SimulatedTables
{
    private readonly SimulatedDisk.DiskView _disk;
    private readonly SimulatedCluster _cluster;
    private readonly TableDestinations _lake;
    private readonly Dictionary<string, string> _stems = [];

    public SimulatedTables(SimulatedDisk.DiskView disk, SimulatedCluster cluster, string rules)
    {
        (_disk, _cluster) = (disk, cluster);
        _lake = (TableDestinations)SimulatedLanding.Destinations(disk, rules, LandingKind.Tables);
        if (LandingView.Look(disk, SimulatedLanding.BasePath, SimulatedLanding.Pipeline) is { IsBeingReset: false } landing)
        {
            _stems = TopicStem.AllOf(landing).ToDictionary(stem => stem.Value.Incarnation, stem => stem.Key);
        }
    }

    private IEnumerable<SimulatedPartition> Partitions => _cluster.Partitions.Where(partition => partition.IsTable && _stems.ContainsKey(partition.TopicId));

    /// <summary>What is wrong with rows that a commit promised, or a version that somebody was told of, should the power go now.</summary>
    public string? CommittedButNotDurable(List<(string Path, byte[] Bytes)> durable, long promised)
    {
        var manifest = durable.Find(file => file.Path == _lake.Tables.ManifestPath).Bytes is { } json ? VersionManifest.Read(json) : VersionManifest.None;
        if (manifest.Current < promised)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Version {promised} was taken, and a power loss would leave {manifest.Current}.");
        }

        foreach (var partition in Partitions)
        {
            var state = durable.Find(file => Path.GetFileName(file.Path) == NameOf(partition).ToString()).Bytes ?? [];
            if (WrongRow(partition, Marks(state), record => record.Offset < partition.Committed) is { } wrong)
            {
                return $"{wrong} It is committed, and a power loss would leave that.";
            }
        }

        return null;
    }

    /// <summary>What is wrong with the versions that there are: each must be what the records below its offsets make.</summary>
    public string? WrongInVersions()
    {
        foreach (var file in _lake.Tables.ReadManifest().Files)
        {
            if (Partitions.FirstOrDefault(partition => _stems[partition.TopicId] == file.Table && partition.Number == file.Partition) is not { } partition)
            {
                continue;
            }

            var marks = Marks(BytesOf(_lake.Tables.PathOf(file)));
            if (marks.Count != file.Rows)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{file.Path} should have {file.Rows} rows and has {marks.Count}.");
            }

            if (WrongRow(partition, marks, record => record.Offset < file.Next) is { } wrong)
            {
                return $"{wrong} So it is in {file.Path}.";
            }
        }

        return null;
    }

    /// <summary>What is wrong when all is landed, and a version was taken after it.</summary>
    public string? WrongAtTheEnd()
    {
        var manifest = _lake.Tables.ReadManifest();
        foreach (var partition in Partitions)
        {
            var rows = _lake.States.Load(NameOf(partition)).All.Select(row => Encoding.UTF8.GetString(row.Value)).ToList();
            var state = Marks(Encoding.UTF8.GetBytes(string.Concat(rows)));
            var file = manifest.Files.LastOrDefault(file => file.Version == manifest.Current && file.Table == _stems[partition.TopicId] && file.Partition == partition.Number);
            if (WrongRow(partition, state, _ => true) is { } wrong)
            {
                return wrong;
            }

            if (!state.SetEquals(file is null ? [] : Marks(BytesOf(_lake.Tables.PathOf(file)))))
            {
                return $"The current version of {NameOf(partition)} is not its state.";
            }
        }

        return null;
    }

    private static string? WrongRow(SimulatedPartition partition, HashSet<string> marks, Func<SimulatedRecord, bool> isMeant)
    {
        foreach (var ofKey in partition.Records.Where(record => record.IsOfTable).GroupBy(record => record.Key))
        {
            var found = ofKey.Where(record => marks.Contains(record.Mark)).ToList();
            if (found.Count > 1)
            {
                return $"{ofKey.Key} has {found.Count} rows: {string.Join(", ", found.Select(record => record.Mark))}.";
            }

            // What retention took may have been landed before, or not.
            if (ofKey.LastOrDefault(record => isMeant(record) && partition.MustHave(record)) is not { } last)
            {
                continue;
            }

            var isRight = found is [var row] ? row.Offset >= last.Offset : ofKey.Any(record => record.IsTombstone && record.Offset >= last.Offset);
            if (!isRight)
            {
                return $"The row of {ofKey.Key} should be {last.Mark}{(last.IsTombstone ? ", which deletes it," : "")} and is {found.FirstOrDefault()?.Mark ?? "not there"}.";
            }
        }

        return null;
    }

    private PartitionStateName NameOf(SimulatedPartition partition) => new(_stems[partition.TopicId], partition.Number);

    private byte[] BytesOf(string path)
    {
        using var file = _disk.OpenToRead(path);
        var bytes = new byte[file?.Length ?? 0];
        file?.Read(bytes, 0);
        return bytes;
    }

    private static HashSet<string> Marks(byte[] bytes) => [.. MarkPattern().Matches(Encoding.UTF8.GetString(bytes)).Select(match => match.Value)];

    [GeneratedRegex(@"#t\d+\.\d+:\d+#")]
    private static partial Regex MarkPattern();
}
