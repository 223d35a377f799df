using System.Text;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Tests.Pipeline;

/// <summary>A source of one partition that has these records, the first at offset 0; read from its watermark on.</summary>
internal sealed class ListedRecords(TenureOpener opener, string topic, IReadOnlyList<string> values) : IRecordSource
{
    private readonly List<PartitionTenure> _tenures = [];

    public Action Revoking { private get; set; } = () => { };

    public IReadOnlyCollection<PartitionTenure> Tenures => _tenures;

    public bool HasReachedEnd => LagRecords == 0;

    public long LagRecords => values.Count - (_tenures.SingleOrDefault()?.Position ?? 0);

    /// <summary>What Kafka was told last; null for nothing.</summary>
    public long? Committed { get; private set; }

    public bool TryTake(TimeSpan wait, out ConsumedRecord record)
    {
        record = default;
        if (_tenures.Count == 0)
        {
            _tenures.Add(opener.TryOpen([new PartitionFacts("cluster", topic, "id", PartitionCount: 1, Partition: 0, Low: 0, values.Count, Committed)])!.Single().Tenure);
        }

        if (HasReachedEnd)
        {
            return false;
        }

        var offset = _tenures[0].Position;
        record = new ConsumedRecord(_tenures[0], offset, timestampMs: 0, Encoding.UTF8.GetBytes(values[(int)offset]), isTombstone: false);
        return true;
    }

    /// <summary>The group gives the partition to another instance.</summary>
    public void Revoke()
    {
        Revoking();
        StartAgain();
    }

    public void Pause()
    {
    }

    public void Resume()
    {
    }

    public void StartAgain()
    {
        _tenures.ForEach(tenure => tenure.End());
        _tenures.Clear();
    }

    public void Commit(PartitionTenure tenure, long watermark) => Committed = watermark;
}
