using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// One uninterrupted holding of a partition by this instance: from its assignment, at the watermark, to its revocation or
/// to a new start. Records of an ended tenure are never landed.
/// </summary>
internal sealed class PartitionTenure(TopicKey topic, int partition, ITopicWatermarks watermarks, long start)
{
    /// <summary>The topic.</summary>
    public TopicKey Topic => topic;

    /// <summary>The partition as ledgers name it.</summary>
    public PartitionKey Key { get; } = new(topic.Hash, partition);

    /// <summary>Kafka's partition number.</summary>
    public int Partition => partition;

    /// <summary>The durable watermarks of the topic.</summary>
    public ITopicWatermarks Watermarks => watermarks;

    /// <summary>The offset that the holding began at; everything below it is landed.</summary>
    public long Start { get; } = start;

    /// <summary>The next offset to take. Moves over gaps and control records too.</summary>
    public long Position { get; private set; } = start;

    /// <summary>The last record taken, for recognising the topic's incarnation later; null before the first.</summary>
    public RecordPrint? LastTaken { get; private set; }

    /// <summary>Whether the partition has been given up; what is held of it is dropped.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A record was taken.</summary>
    public void Took(RecordPrint record)
    {
        LastTaken = record;
        Position = record.Offset + 1;
    }

    /// <summary>Every record below <paramref name="offset"/> that there is has been taken.</summary>
    public void ReachedPosition(long offset) => Position = Math.Max(Position, offset);

    /// <summary>The partition is given up.</summary>
    public void End() => HasEnded = true;

    /// <inheritdoc/>
    public override string ToString() => $"{topic.Topic}[{partition}]";
}
