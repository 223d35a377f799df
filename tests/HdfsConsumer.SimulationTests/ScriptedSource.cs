using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.SimulationTests;

/// <summary>One instance's membership in the group; the simulation gives it partitions and takes them away.</summary>
internal sealed class ScriptedSource(SimulatedCluster cluster, TenureOpener opener, Random random) : IRecordSource
{
    private readonly List<PartitionTenure> _tenures = [];
    private readonly HashSet<int> _wanted = [];
    private bool _isPaused;
    private bool _isCheckingEnds;

    public Action Revoking { private get; set; } = () => { };

    public IReadOnlyCollection<PartitionTenure> Tenures => _tenures;

    public long LagRecords => 0;

    public bool HasReachedEnd
    {
        get
        {
            _isCheckingEnds = true;
            return _wanted.All(partition => _tenures.Any(tenure => tenure.Partition == partition && tenure.Position >= cluster.High(partition)));
        }
    }

    public IReadOnlyCollection<int> Held => _wanted;

    public bool TryTake(TimeSpan wait, out ConsumedRecord record)
    {
        record = default;
        OpenWanted();
        if (_isPaused || _tenures.Count == 0)
        {
            return false;
        }

        var tenure = _tenures[random.Next(_tenures.Count)];
        var next = cluster.Next(tenure.Partition, tenure.Position);
        if (next is null)
        {
            tenure.ReachedPosition(cluster.High(tenure.Partition));
            return _isCheckingEnds && TryTakeAny(out record);
        }

        record = new ConsumedRecord(tenure, next.Offset, 0, next.Value, isTombstone: false);
        return true;
    }

    public void Pause() => _isPaused = true;

    public void Resume() => _isPaused = false;

    public void StartAgain()
    {
        _tenures.ForEach(tenure => tenure.End());
        _tenures.Clear();
    }

    public void Commit(PartitionTenure tenure, long watermark) => cluster.Commit(tenure.Partition, watermark);

    /// <summary>The group gives the partition to this instance.</summary>
    public void Assign(int partition) => _wanted.Add(partition);

    /// <summary>The group takes the partition away; in good order, or told only afterwards.</summary>
    public void Revoke(int partition, bool inOrder)
    {
        if (!_wanted.Contains(partition))
        {
            return;
        }

        if (inOrder)
        {
            Revoking();
        }

        _wanted.Remove(partition);
        foreach (var tenure in _tenures.Where(tenure => tenure.Partition == partition))
        {
            tenure.End();
        }

        _tenures.RemoveAll(tenure => tenure.HasEnded);
    }

    /// <summary>Reads a partition again from an offset below its watermark.</summary>
    public void Replay(int partition)
    {
        if (_tenures.Find(tenure => tenure.Partition == partition) is { } tenure)
        {
            tenure.End();
            _tenures.Remove(tenure);
            _tenures.Add(new PartitionTenure(tenure.Topic, partition, tenure.Watermarks, random.NextInt64(tenure.Start + 1)));
        }
    }

    private bool TryTakeAny(out ConsumedRecord record)
    {
        foreach (var tenure in _tenures)
        {
            if (cluster.Next(tenure.Partition, tenure.Position) is { } next)
            {
                record = new ConsumedRecord(tenure, next.Offset, 0, next.Value, isTombstone: false);
                return true;
            }

            tenure.ReachedPosition(cluster.High(tenure.Partition));
        }

        record = default;
        return false;
    }

    private void OpenWanted()
    {
        foreach (var partition in _wanted)
        {
            if (_tenures.Any(tenure => tenure.Partition == partition))
            {
                continue;
            }

            var facts = new PartitionFacts(
                SimulatedCluster.Id, SimulatedCluster.Topic, TopicId: null, cluster.Partitions, partition, Low: 0, cluster.High(partition), cluster.CommittedOf(partition));
            if (opener.TryOpen(facts) is { } opened)
            {
                _tenures.Add(opened.Tenure);
            }
        }
    }
}
