using System.Text;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.SimulationTests;

/// <summary>One instance's membership in the group; the simulation gives it partitions and takes them away.</summary>
internal sealed class ScriptedSource(SimulatedCluster cluster, TenureOpener opener, bool opensTogether, Random random) : IRecordSource
{
    private readonly List<PartitionTenure> _tenures = [];
    private readonly HashSet<SimulatedPartition> _held = [];
    private bool _isPaused;

    public Action Revoking { private get; set; } = () => { };

    public IReadOnlyCollection<PartitionTenure> Tenures => _tenures;

    public long LagRecords => 0;

    public bool HasReachedEnd => _held.All(partition => TenureOf(partition) is { } tenure && tenure.Position >= partition.High);

    public bool TryTake(TimeSpan wait, out ConsumedRecord record)
    {
        record = default;
        Open();
        if (_isPaused)
        {
            return false;
        }

        foreach (var tenure in _tenures.OrderBy(_ => random.Next()).ToList())
        {
            var partition = cluster.PartitionOf(tenure);
            if (tenure.Position < partition.Low)
            {
                // As Kafka's client says it: out of range. What is held is landed first.
                Revoking();
                End(partition);
                return false;
            }

            if (partition.Next(tenure.Position) is { } next)
            {
                record = new ConsumedRecord(tenure, next.Offset, 0, next.Value, next.IsTombstone) { Key = next.Key is { } key ? Encoding.UTF8.GetBytes(key) : [] };
                return true;
            }

            tenure.ReachedPosition(partition.High);
        }

        return false;
    }

    public void Pause() => _isPaused = true;

    public void Resume() => _isPaused = false;

    public void StartAgain()
    {
        _tenures.ForEach(tenure => tenure.End());
        _tenures.Clear();
    }

    public void Commit(PartitionTenure tenure, long watermark) => cluster.PartitionOf(tenure).Commit(watermark);

    public bool Holds(SimulatedPartition partition) => _held.Contains(partition);

    /// <summary>The group gives the partition to this instance.</summary>
    public void Assign(SimulatedPartition partition) => _held.Add(partition);

    /// <summary>The group takes the partition away; in good order, or told only afterwards.</summary>
    public void Revoke(SimulatedPartition partition, bool inOrder)
    {
        if (!_held.Contains(partition))
        {
            return;
        }

        if (inOrder)
        {
            Revoking();
        }

        _held.Remove(partition);
        End(partition);
    }

    /// <summary>Reads a partition again from an offset below its watermark.</summary>
    public void Replay(SimulatedPartition partition)
    {
        if (TenureOf(partition) is { } tenure)
        {
            End(partition);
            _tenures.Add(new PartitionTenure(tenure.Topic, tenure.Partition, tenure.Watermarks, random.NextInt64(partition.First!.Value, tenure.Start + 1)));
        }
    }

    private PartitionTenure? TenureOf(SimulatedPartition partition) =>
        _tenures.Find(tenure => tenure.Topic.Topic == partition.Topic && tenure.Partition == partition.Number);

    private void End(SimulatedPartition partition)
    {
        if (TenureOf(partition) is { } tenure)
        {
            tenure.End();
            _tenures.Remove(tenure);
        }
    }

    private void Open()
    {
        foreach (var ofTopic in _held.Where(partition => TenureOf(partition) is null).GroupBy(partition => partition.Topic))
        {
            foreach (var together in ofTopic.Chunk(opensTogether ? int.MaxValue : 1))
            {
                Open(together);
            }
        }
    }

    private void Open(SimulatedPartition[] together)
    {
        foreach (var opened in opener.TryOpen([.. together.Select(FactsOf)]) ?? [])
        {
            cluster.Began(together.Single(partition => partition.Number == opened.Facts.Partition), opened.Start);
            _tenures.Add(opened.Tenure);
        }
    }

    private PartitionFacts FactsOf(SimulatedPartition partition)
    {
        partition.Asked();
        return new PartitionFacts(
            SimulatedCluster.Id,
            partition.Topic,
            partition.TopicId,
            cluster.PartitionCount(partition.Topic),
            partition.Number,
            partition.Low,
            partition.High,
            partition.Committed);
    }
}
