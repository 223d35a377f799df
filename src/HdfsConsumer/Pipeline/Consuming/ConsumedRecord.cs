namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>One Kafka message, valid until the next one is taken.</summary>
internal readonly ref struct ConsumedRecord(PartitionTenure tenure, long offset, long timestampMs, ReadOnlySpan<byte> value, bool isTombstone)
{
    /// <summary>The holding that it was read under.</summary>
    public PartitionTenure Tenure { get; } = tenure;

    /// <summary>Kafka's offset.</summary>
    public long Offset { get; } = offset;

    /// <summary>Kafka's timestamp, milliseconds since 1970 UTC.</summary>
    public long TimestampMs { get; } = timestampMs;

    /// <summary>The value's bytes, as they came.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Whether the value is null.</summary>
    public bool IsTombstone { get; } = isTombstone;
}
