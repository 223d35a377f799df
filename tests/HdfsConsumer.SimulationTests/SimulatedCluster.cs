using System.Globalization;
using System.Text;

namespace HdfsConsumer.SimulationTests;

/// <summary>A record in the simulated topic.</summary>
internal sealed record SimulatedRecord(int Partition, long Offset, byte[] Value, string ExpectedFolder, string Mark);

/// <summary>Topics as a broker keeps them: partitions with gaps in their offsets, and what the group has committed.</summary>
internal sealed class SimulatedCluster
{
    public const string Topic = "weather";
    public const string Id = "simulated";
    private static readonly string[] Cities = ["Paris", "Lyon", "Nice", "Lille"];

    private readonly List<SimulatedRecord>[] _partitions;
    private readonly Dictionary<int, long> _committed = [];
    private readonly int _cities;

    public SimulatedCluster(Random random)
    {
        _partitions = new List<SimulatedRecord>[random.Next(1, 4)];
        _cities = random.Next(1, Cities.Length + 1);
        for (var partition = 0; partition < _partitions.Length; partition++)
        {
            _partitions[partition] = [];
            Append(random, partition, random.Next(3, 20));
        }
    }

    public int Partitions => _partitions.Length;

    public IEnumerable<SimulatedRecord> Records => _partitions.SelectMany(records => records);

    public IReadOnlyDictionary<int, long> Committed => _committed;

    public void Append(Random random, int partition, int count)
    {
        for (; count > 0; count--)
        {
            // Compaction and control records leave gaps.
            var offset = High(partition) + (random.Next(4) == 0 ? random.Next(1, 5) : 0);
            var mark = string.Create(CultureInfo.InvariantCulture, $"#{partition}:{offset}#");
            var city = Cities[random.Next(_cities)];
            var (folder, value) = random.Next(12) == 0
                ? ("_dead-letters", $"no JSON {mark}")
                : ($"FR/{city}", $$"""{"country":"FR","city":"{{city}}","mark":"{{mark}}"}""");
            _partitions[partition].Add(new SimulatedRecord(partition, offset, Encoding.UTF8.GetBytes(value), folder, mark));
        }
    }

    public long High(int partition) => _partitions[partition] is [.., var last] ? last.Offset + 1 : 0;

    /// <summary>The first record at or behind an offset.</summary>
    public SimulatedRecord? Next(int partition, long offset)
    {
        var records = _partitions[partition];
        int low = 0, high = records.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (records[middle].Offset < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < records.Count ? records[low] : null;
    }

    public void Commit(int partition, long offset) =>
        _committed[partition] = Math.Max(_committed.GetValueOrDefault(partition), offset);

    public long? CommittedOf(int partition) => _committed.TryGetValue(partition, out var offset) ? offset : null;
}
