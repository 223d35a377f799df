using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Sinks;

namespace HdfsConsumer.Pipeline;

/// <summary>Writes a batch to its destinations: dead letters first and durably, so that nothing passes them.</summary>
internal sealed class BatchWriter(ISink sink, TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>
    /// Writes what the batch holds, and takes it out of the batch as it lands. False when another instance holds one of the
    /// destinations; the others are written.
    /// </summary>
    /// <exception cref="Storing.DiskFullException">What was not written is still in the batch.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    public bool TryWrite(RecordBatch batch)
    {
        var linesBefore = sink.Counters.LinesWritten;
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
            Report((int)(sink.Counters.LinesWritten - linesBefore), (int)(sink.Counters.Rotations - rotationsBefore));
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
        ObserveLatency(buffer);
        var before = sink.Counters.LinesWritten;
        var isLanded = sink.Append(buffer) == AppendOutcome.Landed;
        var lines = (int)(sink.Counters.LinesWritten - before);
        if (lines > 0)
        {
            observer.Wrote(buffer.Destination.Folder, lines);
        }

        return isLanded;
    }

    private void Report(int lines, int rotations)
    {
        if (lines > 0)
        {
            observer.Flushed(lines);
        }

        if (rotations > 0)
        {
            observer.Rotated(rotations, sink.Counters.LastRotatedFolder);
        }
    }

    private void ObserveLatency(DestinationBuffer buffer)
    {
        if (!observer.WantsLatency)
        {
            return;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var record in buffer.Records)
        {
            observer.Landing(TimeSpan.FromMilliseconds(now - record.TimestampMs));
        }
    }
}
