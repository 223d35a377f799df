using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;

namespace HdfsConsumer.Pipeline;

/// <summary>
/// Writes a batch to its destinations: dead letters first and durably, so that nothing passes them. Where a sink writes while the next records are taken,
/// one batch is with it, and the next one is not begun before that one has landed.
/// </summary>
internal sealed class BatchWriter(ISink sink, TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>Of so many records of a batch the latency is told, evenly over all of them: of every one while records trickle, at a bounded cost when they pour.</summary>
    private const int LatenciesMax = 20;

    private long _began;
    private bool _hasBegun;

    /// <summary>What the sink has begun to write and is not known to have landed; empty for nothing.</summary>
    public RecordBatch Begun { get; } = new();

    /// <summary>Whether that has come to its end, so that <see cref="TryFinish"/> does not wait for it.</summary>
    public bool HasEnded => !Begun.IsEmpty && !sink.IsWriting;

    /// <summary>
    /// Writes what the batch holds, and takes it out of the batch as it lands or is begun, after everything that was begun before has landed. False when
    /// another instance holds one of the destinations; the others are written.
    /// </summary>
    /// <exception cref="Storing.DiskFullException">What was not written is still in the batch, or in <see cref="Begun"/>.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    public bool TryWrite(RecordBatch batch)
    {
        if (!TryFinish())
        {
            return false;
        }

        _began = clock.GetTimestamp();
        _hasBegun = false;
        ObserveLatency(batch);
        var isLanded = TryAppend(batch);
        if (_hasBegun)
        {
            batch.MoveTo(Begun);
        }

        return isLanded;
    }

    /// <summary>Waits until what was begun has landed. False when another instance holds one of the destinations.</summary>
    /// <exception cref="Storing.DiskFullException">What was not written is still in <see cref="Begun"/>.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    public bool TryFinish() => Begun.IsEmpty || TryAppend(Begun);

    private bool TryAppend(RecordBatch batch)
    {
        var linesBefore = sink.Counters.LinesWritten;
        var duplicatesBefore = sink.Counters.DuplicatesSkipped;
        var rotationsBefore = sink.Counters.Rotations;
        try
        {
            var deadLetters = batch.Buffers.Where(buffer => buffer.Destination.IsDeadLetters).ToList();
            return TryAppend(deadLetters)
                && (deadLetters.Count == 0 || sink.TryMakeDeadLettersStable())
                && TryAppend(batch.Buffers.Where(buffer => !buffer.Destination.IsDeadLetters));
        }
        finally
        {
            batch.Settle();
            Report(
                new FlushOutcome((int)(sink.Counters.LinesWritten - linesBefore), (int)(sink.Counters.DuplicatesSkipped - duplicatesBefore), clock.GetElapsedTime(_began)),
                (int)(sink.Counters.Rotations - rotationsBefore));
        }
    }

    private bool TryAppend(IEnumerable<DestinationBuffer> buffers)
    {
        var isLanded = true;
        foreach (var prepared in buffers.Chunk(sink.PreparedMax))
        {
            sink.Prepare(prepared);
            foreach (var buffer in prepared)
            {
                isLanded &= TryAppend(buffer);
            }
        }

        return isLanded;
    }

    private bool TryAppend(DestinationBuffer buffer)
    {
        var before = sink.Counters.LinesWritten;
        var bytesBefore = sink.Counters.BytesWritten;
        var refusedBefore = sink.Counters.Refused;
        var outcome = sink.Append(buffer);
        _hasBegun |= outcome == AppendOutcome.Begun;
        var lines = (int)(sink.Counters.LinesWritten - before);
        if (lines > 0)
        {
            observer.Wrote(buffer.Destination.Folder, lines, sink.Counters.BytesWritten - bytesBefore, buffer.Destination.IsDeadLetters);
        }

        var refused = (int)(sink.Counters.Refused - refusedBefore);
        if (refused > 0)
        {
            observer.Wrote(Destination.DeadLettersFolder, refused, 0, areDeadLetters: true);
        }

        return outcome != AppendOutcome.Busy;
    }

    private void Report(FlushOutcome outcome, int rotations)
    {
        if (outcome.Records > 0 || outcome.DuplicatesSkipped > 0)
        {
            observer.Flushed(outcome);
        }

        if (rotations > 0)
        {
            observer.Rotated(rotations, sink.Counters.LastRotatedFolder);
        }
    }

    private void ObserveLatency(RecordBatch batch)
    {
        if (!observer.WantsLatency)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var step = (batch.Records + LatenciesMax - 1) / LatenciesMax;
        var next = 0;
        foreach (var buffer in batch.Buffers)
        {
            var records = buffer.Records;
            for (; next < records.Length; next += step)
            {
                observer.Landing(now - Moment.OfKafka(records[next].TimestampMs));
            }

            next -= records.Length;
        }
    }
}
