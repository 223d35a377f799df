using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks.States;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>The counts of one holding, and what of them is not saved yet.</summary>
/// <param name="tenure">The holding that its records are read under.</param>
/// <param name="name">Where they are saved.</param>
/// <param name="counts">The counts as they were loaded.</param>
/// <param name="savedNext">Their next offset; 0 for none.</param>
/// <param name="watermark">The offset below which everything is landed: there is nothing more to be counted below it.</param>
internal sealed class HeldCounts(PartitionTenure tenure, PartitionStateName name, AnalyticsCounts counts, long savedNext, long watermark)
{
    /// <summary>The holding.</summary>
    public PartitionTenure Tenure => tenure;

    /// <summary>Where they are saved.</summary>
    public PartitionStateName Name => name;

    /// <summary>The counts.</summary>
    public AnalyticsCounts Counts => counts;

    /// <summary>The next offset: every record below it is counted.</summary>
    public long Next { get; private set; } = Math.Max(savedNext, watermark);

    /// <summary>The next offset of the state that was loaded, or saved since; 0 for none.</summary>
    public long SavedNext { get; private set; } = savedNext;

    /// <summary>Records that are not saved.</summary>
    public long UnsavedRecords { get; private set; }

    /// <summary>Takes the record whose texts were filled in.</summary>
    public void Take(long offset, long timestampMs)
    {
        counts.Take(timestampMs);
        Next = offset + 1;
        UnsavedRecords++;
    }

    /// <summary>They are saved as they are.</summary>
    public void Saved()
    {
        SavedNext = Next;
        UnsavedRecords = 0;
    }
}
