using System.Globalization;
using System.Text;
using HdfsConsumer.Pipeline.Sinks.Analytics;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.SimulationTests;

/// <summary>Compares what was counted with the records of the simulated topics.</summary>
internal sealed class SimulatedCounts
{
    private readonly SimulatedCluster _cluster;
    private readonly AnalyticsDestinations _analytics;
    private readonly Dictionary<string, string> _stems = [];

    public SimulatedCounts(SimulatedDisk.DiskView disk, SimulatedCluster cluster, string rules)
    {
        _cluster = cluster;
        _analytics = (AnalyticsDestinations)SimulatedLanding.Destinations(disk, rules, LandingKind.Analytics);
        if (LandingView.Look(disk, SimulatedLanding.BasePath, SimulatedLanding.Pipeline) is { IsBeingReset: false } landing)
        {
            _stems = TopicStem.AllOf(landing).ToDictionary(stem => stem.Value.Incarnation, stem => stem.Key);
        }
    }

    /// <summary>What a power loss would take, should it come now, of what a commit promised.</summary>
    public string? CommittedButNotDurable(List<(string Path, byte[] Bytes)> durable)
    {
        foreach (var partition in Partitions)
        {
            var state = Encoding.UTF8.GetString(durable.Find(file => Path.GetFileName(file.Path) == NameOf(partition).ToString()).Bytes ?? []);
            var missing = Counted(partition).FirstOrDefault(record =>
                record.Offset < partition.Committed && partition.MustHave(record) && !state.Contains(record.Mark, StringComparison.Ordinal));
            if (missing is not null)
            {
                return $"{missing.Mark} is committed, and a power loss would take it from the counts.";
            }
        }

        return null;
    }

    /// <summary>What is wrong when all is counted, and a summary was made after it.</summary>
    public string? WrongAtTheEnd()
    {
        foreach (var partition in Partitions)
        {
            var found = _analytics.States.Load(NameOf(partition)).Counts.Summarise("", default, null, []).Top[0].Values.ToDictionary(value => value.Value, value => value.Count);
            foreach (var record in Counted(partition))
            {
                var times = found.GetValueOrDefault(record.Mark);
                if (times > 1 || (times == 0 && partition.MustHave(record)))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"{record.Mark} is counted {times} times.");
                }
            }
        }

        var (counts, partitions) = _analytics.States.Merge();
        return partitions.Count == 0 || _analytics.Files.Read() is { } shown && shown.Records == counts.Records && shown.Partitions.SequenceEqual(partitions)
            ? null
            : "The summary is not that of the states.";
    }

    private IEnumerable<SimulatedPartition> Partitions => _cluster.Partitions.Where(partition => _stems.ContainsKey(partition.TopicId));

    private static IEnumerable<SimulatedRecord> Counted(SimulatedPartition partition) => partition.Records.Where(record => record.ExpectedFolder != "_dead-letters");

    private PartitionStateName NameOf(SimulatedPartition partition) => new(_stems[partition.TopicId], partition.Number);
}
