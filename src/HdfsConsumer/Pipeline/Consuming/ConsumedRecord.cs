namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Where a record that is taken again from the dead letters was read at first.</summary>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="Offset">Kafka's offset.</param>
/// <param name="Attempt">How often it was put aside so far.</param>
internal readonly record struct RecordOrigin(int Partition, long Offset, int Attempt);

/// <summary>One Kafka message, valid until the next one is taken.</summary>
internal readonly ref struct ConsumedRecord(
    PartitionTenure tenure, long offset, long timestampMs, ReadOnlySpan<byte> value, bool isTombstone, RecordOrigin? origin = null)
{
    /// <summary>The holding that it was read under.</summary>
    public PartitionTenure Tenure { get; } = tenure;

    /// <summary>Its offset in what is read: Kafka's, or the line of a dead letter.</summary>
    public long Offset { get; } = offset;

    /// <summary>Where it was read at first; it is here for the first time when the attempt is 0.</summary>
    public RecordOrigin Origin => origin ?? new RecordOrigin(Tenure.Partition, Offset, Attempt: 0);

    /// <summary>Kafka's timestamp, milliseconds since 1970 UTC.</summary>
    public long TimestampMs { get; } = timestampMs;

    /// <summary>The key's bytes, as they came; empty when there is none.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The value's bytes, as they came.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Whether the value is null.</summary>
    public bool IsTombstone { get; } = isTombstone;
}
