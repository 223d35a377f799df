using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Sinks;

/// <summary>What came of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>Every record of the buffer is in its destination, was there already, or is held by the sink.</summary>
    Landed,

    /// <summary>Another instance holds the destination; nothing was written.</summary>
    Busy,

    /// <summary>
    /// The records are being written while the next ones are taken. They stay in the buffer, which must not change: append it again to hear what came of
    /// it, before any other of its destination.
    /// </summary>
    Begun,
}

/// <summary>
/// Lands batches, each destination with a ledger of its own, so that a record that is there already is dropped. Dead letters
/// are among the destinations.
/// </summary>
internal interface ISink : IDisposable
{
    /// <summary>What was done so far.</summary>
    SinkCounters Counters { get; }

    /// <summary>How many buffers may be prepared at a time.</summary>
    int PreparedMax { get; }

    /// <summary>
    /// Says which buffers are appended next, each by itself: what costs less for all of them together, or has to be done for all of them
    /// in one step, is done together.
    /// </summary>
    /// <param name="buffers">No more than <see cref="PreparedMax"/>.</param>
    void Prepare(IReadOnlyList<DestinationBuffer> buffers);

    /// <summary>
    /// Appends a buffer's records and removes them from it as they land. Those that the ledger covers, and those of ended
    /// holdings, are dropped.
    /// </summary>
    /// <exception cref="Storing.DiskFullException">Records that did not fit are still in the buffer.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    /// <exception cref="Storing.ServerGoneException">Nothing is known to have landed; every record is still in its buffer.</exception>
    AppendOutcome Append(DestinationBuffer buffer);

    /// <summary>Whether what was begun still goes on: who appends it again then waits.</summary>
    bool IsWriting => false;

    /// <summary>The lowest offset of a holding that was appended and that <see cref="TryMakeStable"/> will not make stable; null for none.</summary>
    long? LowestHeld(PartitionTenure tenure);

    /// <summary>
    /// Finishes the files that hold appended records back from <see cref="TryMakeStable"/>: the landing stops, or partitions go. False
    /// when another instance holds one of the destinations.
    /// </summary>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    bool TryFinishFiles() => true;

    /// <summary>
    /// Makes everything that was written, or found landed, stable. False when another instance holds one of the
    /// destinations: then nothing may count as stable yet.
    /// </summary>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    bool TryMakeStable();

    /// <summary>The same for dead letters alone.</summary>
    bool TryMakeDeadLettersStable();

    /// <summary>Drops everything that is remembered of the destinations, after a doubt. What was begun has ended then, one way or the other.</summary>
    void ForgetOwed();
}
