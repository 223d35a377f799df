using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;

namespace HdfsConsumer.Pipeline;

/// <summary>Writes a batch to its destinations: dead letters first and durably, so that nothing passes them.</summary>
internal sealed class BatchWriter(ISink sink, TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>Of so many records of a batch the latency is told, evenly over all of them: of every one while records trickle, at a bounded cost when they pour.</summary>
    private const int LatenciesMax = 20;

    /// <summary>
    /// Writes what the batch holds, and takes it out of the batch as it lands. False when another instance holds one of the
    /// destinations; the others are written.
    /// </summary>
    /// <exception cref="Storing.DiskFullException">What was not written is still in the batch.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    public bool TryWrite(RecordBatch batch)
    {
        var began = clock.GetTimestamp();
        var linesBefore = sink.Counters.LinesWritten;
        var duplicatesBefore = sink.Counters.DuplicatesSkipped;
        var rotationsBefore = sink.Counters.Rotations;
        ObserveLatency(batch);
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
                new FlushOutcome((int)(sink.Counters.LinesWritten - linesBefore), (int)(sink.Counters.DuplicatesSkipped - duplicatesBefore), clock.GetElapsedTime(began)),
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
        var isLanded = sink.Append(buffer) == AppendOutcome.Landed;
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

        return isLanded;
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

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var step = (batch.Records + LatenciesMax - 1) / LatenciesMax;
        var next = 0;
        foreach (var buffer in batch.Buffers)
        {
            var records = buffer.Records;
            for (; next < records.Length; next += step)
            {
                observer.Landing(TimeSpan.FromMilliseconds(now - records[next].TimestampMs));
            }

            next -= records.Length;
        }
    }
}
