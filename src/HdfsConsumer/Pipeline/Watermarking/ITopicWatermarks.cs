namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>
/// The durable watermarks of one topic, shared by every instance that lands at the same place: in a file, or in a table. They move only up.
/// </summary>
/// <remarks>Where they cannot be reached, an <see cref="IOException"/> goes to the caller, and nothing has changed.</remarks>
internal interface ITopicWatermarks
{
    /// <summary>
    /// The number of partitions that the topic had when it was first landed here, 0 before that. Partitions of a higher
    /// number appeared later and are read from their beginning.
    /// </summary>
    int PartitionsAtFirstSight { get; }

    /// <summary>The watermark of a partition as it stands now; null when it has none.</summary>
    Watermark? this[int partition] { get; }

    /// <summary>
    /// Everything there is, by partition, made durable by this instance: who wrote it may have died before its sync. Null
    /// when another instance holds the lock.
    /// </summary>
    IReadOnlyDictionary<int, Watermark>? TryReadDurably();

    /// <summary>
    /// The watermark that this instance itself made durable; 0 when none. Only below it may ledgers forget: one that was
    /// merely read might not survive a power loss.
    /// </summary>
    long DurableNext(int partition);

    /// <summary>
    /// To be called before anything else: makes sure that they can be read, and notes the topic's number of partitions
    /// when it is seen for the first time. False when another instance holds the lock.
    /// </summary>
    bool TryOpen(int partitions);

    /// <summary>
    /// Publishes where the reading of partitions begins: their watermarks, durable on return. Only if each watermark is still
    /// the one that its start was decided by, else all stay. False then, and when another instance holds the lock: decide again.
    /// </summary>
    bool TryBegin(IReadOnlyCollection<PartitionStart> starts);

    /// <summary>
    /// Raises watermarks and returns when they are durable; lower ones than those that stand change nothing. False when
    /// another instance holds the lock.
    /// </summary>
    /// <exception cref="IOException">They may not be durable; what was durable before still is.</exception>
    bool TryRaise(IReadOnlyCollection<KeyValuePair<int, Watermark>> raised);
}

/// <summary>Where the reading of a partition begins.</summary>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="DecidedBy">The watermark that it was decided by, null for none.</param>
/// <param name="Offset">The first offset to read.</param>
internal readonly record struct PartitionStart(int Partition, long? DecidedBy, long Offset);
