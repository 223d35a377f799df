namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>What is remembered of a landed record, to tell a topic from one of the same name created later.</summary>
/// <param name="Offset">Kafka's offset.</param>
/// <param name="TimestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
/// <param name="ValueChecksum">CRC-32C of the value.</param>
internal readonly record struct RecordPrint(long Offset, long TimestampMs, uint ValueChecksum);
