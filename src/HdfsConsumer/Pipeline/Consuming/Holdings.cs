using Confluent.Kafka;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>The partitions that this instance holds.</summary>
internal sealed class Holdings
{
    private readonly Dictionary<TopicPartition, Holding> _byPartition = [];

    /// <summary>The holding that was asked for last: mostly that of the next message too.</summary>
    private (string Topic, int Partition, Holding? Holding) _last;

    /// <summary>How many there are.</summary>
    public int Count => _byPartition.Count;

    /// <summary>The partitions.</summary>
    public IReadOnlyCollection<TopicPartition> Partitions => _byPartition.Keys;

    /// <summary>The partitions, and how each is held.</summary>
    public IReadOnlyDictionary<TopicPartition, Holding> All => _byPartition;

    /// <summary>Whether a partition is among them.</summary>
    public bool Contains(TopicPartition partition) => _byPartition.ContainsKey(partition);

    /// <summary>How a partition is held; null when it is not.</summary>
    public Holding? Of(string topic, int partition)
    {
        if (_last.Holding is null || _last.Partition != partition || _last.Topic != topic)
        {
            _last = (topic, partition, _byPartition.GetValueOrDefault(new TopicPartition(topic, partition)));
        }

        return _last.Holding;
    }

    /// <summary>A partition is held from now on.</summary>
    public void Begin(TopicPartition partition, Holding holding)
    {
        _byPartition[partition] = holding;
        _last = default;
    }

    /// <summary>Partitions are given up: what is held of them is dropped.</summary>
    public void End(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_byPartition.Remove(partition, out var holding))
            {
                holding.Tenure.End();
            }
        }

        _last = default;
    }
}

/// <summary>How a partition is held.</summary>
/// <param name="tenure">The holding as the rest of the pipeline knows it.</param>
/// <param name="endAtStart">The offset that the next record got when it began.</param>
/// <param name="expected">A record that was landed before and must come first; null for none.</param>
internal sealed class Holding(PartitionTenure tenure, long endAtStart, RecordPrint? expected)
{
    /// <summary>The holding as the rest of the pipeline knows it.</summary>
    public PartitionTenure Tenure => tenure;

    /// <summary>The offset that the next record got when it began.</summary>
    public long EndAtStart => endAtStart;

    /// <summary>A record that was landed before and must come first, by which the topic is recognised; null for none, and when it has come.</summary>
    public RecordPrint? Expected { get; set; } = expected;

    /// <summary>The watermark that Kafka was told last; -1 for none.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Whether the broker had nothing more at some moment.</summary>
    public bool HasSeenEnd { get; set; }

    /// <summary>Whether it has been read to the end that it had when it began.</summary>
    public bool HasReachedEnd => HasSeenEnd || tenure.Position >= endAtStart;
}
