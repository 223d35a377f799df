using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks.States;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>The counts of one holding.</summary>
/// <param name="tenure">The holding that its records are read under.</param>
/// <param name="name">Where they are saved.</param>
/// <param name="counts">The counts as they were loaded.</param>
/// <param name="savedNext">Their next offset; 0 for none.</param>
/// <param name="watermark">The offset below which everything is landed: there is nothing more to be counted below it.</param>
internal sealed class HeldCounts(PartitionTenure tenure, PartitionStateName name, AnalyticsCounts counts, long savedNext, long watermark)
    : HeldState(tenure, name, savedNext)
{
    private long _next = Math.Max(savedNext, watermark);

    /// <summary>The counts.</summary>
    public AnalyticsCounts Counts => counts;

    /// <inheritdoc/>
    public override long Next => _next;

    /// <summary>Takes the record whose texts were filled in.</summary>
    public void Take(long offset, long timestampMs)
    {
        counts.Take(timestampMs);
        _next = offset + 1;
        Took();
    }
}
