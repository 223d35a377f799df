using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Committing;

/// <summary>Makes what was flushed stable, then raises the watermarks, then tells Kafka.</summary>
internal sealed class Checkpointer(ISink sink)
{
    /// <summary>
    /// Runs a checkpoint over the given holdings. False when another instance holds a file that is needed: nothing was
    /// committed, try again soon.
    /// </summary>
    /// <param name="source">Where the holdings are, and what is told how far they have come.</param>
    /// <param name="held">The batches with records that are taken and not known to have landed.</param>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    public bool TryRun(IRecordSource source, params IReadOnlyList<RecordBatch> held)
    {
        var reached = source.Tenures
            .Where(tenure => !tenure.HasEnded)
            .Select(tenure => (Tenure: tenure, Next: Math.Min(LowestHeld(tenure, held), tenure.Position)))
            .ToList();
        if (!sink.TryMakeStable())
        {
            return false;
        }

        foreach (var ofTopic in reached.GroupBy(item => item.Tenure.Watermarks))
        {
            var raised = ofTopic
                .Where(item => item.Next > ofTopic.Key.DurableNext(item.Tenure.Partition))
                .Select(item => KeyValuePair.Create(item.Tenure.Partition, new Watermark(item.Next, LastBelow(item.Tenure, item.Next))))
                .ToList();
            if (raised.Count > 0 && !ofTopic.Key.TryRaise(raised))
            {
                return false;
            }
        }

        foreach (var (tenure, next) in reached)
        {
            source.Commit(tenure, next);
        }

        return true;
    }

    private long LowestHeld(PartitionTenure tenure, IReadOnlyList<RecordBatch> held) =>
        Math.Min(held.Min(batch => batch.LowestOffset(tenure)) ?? long.MaxValue, sink.LowestHeld(tenure) ?? long.MaxValue);

    private static RecordPrint? LastBelow(PartitionTenure tenure, long next) =>
        tenure.LastTaken is { } last && last.Offset < next ? last : null;
}
