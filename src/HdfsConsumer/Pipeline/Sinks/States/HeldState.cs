using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>The state of a partition in memory: as it was loaded or saved last, and what was taken since.</summary>
/// <param name="tenure">The holding that its records are read under.</param>
/// <param name="name">Where it is saved.</param>
/// <param name="savedNext">The next offset of what was loaded; 0 for none.</param>
internal abstract class HeldState(PartitionTenure tenure, PartitionStateName name, long savedNext)
{
    /// <summary>The holding that its records are read under.</summary>
    public PartitionTenure Tenure => tenure;

    /// <summary>Where it is saved.</summary>
    public PartitionStateName Name => name;

    /// <summary>The next offset: every record below it has been taken.</summary>
    public abstract long Next { get; }

    /// <summary>The next offset of the state that was loaded, or saved since; 0 for none.</summary>
    public long SavedNext { get; private set; } = savedNext;

    /// <summary>Records that are not saved.</summary>
    public long UnsavedRecords { get; private set; }

    /// <summary>It is saved as it is.</summary>
    public void Saved()
    {
        SavedNext = Next;
        UnsavedRecords = 0;
    }

    /// <summary>A record was taken.</summary>
    protected void Took() => UnsavedRecords++;
}
