using Confluent.Kafka;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// Partitions that went, in order or lost, before they were landed to the end that they had at the start. A run to the end is not over before they have come
/// back, or somebody has committed them that far: while a group forms anew, a partition may belong to nobody for a while.
/// </summary>
/// <param name="consumer">A consumer of the group.</param>
/// <param name="held">What is held.</param>
/// <param name="clock">The clock.</param>
internal sealed class GivenUpPartitions(IConsumer<Ignore, Ignore> consumer, Holdings held, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(2);

    private readonly Dictionary<TopicPartition, long> _ends = [];
    private long _lookedAt;

    /// <summary>Partitions that are held go; what could be landed of them is landed.</summary>
    public void Add(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (held.Of(partition.Topic, partition.Partition) is { Tenure: var tenure } holding && tenure.Watermarks.DurableNext(tenure.Partition) < holding.EndAtStart)
            {
                _ends[partition] = holding.EndAtStart;
            }
        }
    }

    /// <summary>Partitions have come back.</summary>
    public void Remove(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _ends.Remove(partition);
        }
    }

    /// <summary>Whether all of them are committed to their ends; Kafka is asked, but not more often than each second.</summary>
    public bool AreFinished()
    {
        if (_ends.Count > 0 && (_lookedAt == 0 || clock.GetElapsedTime(_lookedAt) >= LookInterval))
        {
            Look();
            _lookedAt = clock.GetTimestamp();
        }

        return _ends.Count == 0;
    }

    private void Look()
    {
        try
        {
            Remove(consumer.Committed(_ends.Keys, LookTimeout)
                .Where(committed => !committed.Offset.IsSpecial && committed.Offset.Value >= _ends[committed.TopicPartition])
                .Select(committed => committed.TopicPartition)
                .ToList());
        }
        catch (KafkaException)
        {
            // The group has no coordinator at the moment. It is asked again.
        }
    }
}
