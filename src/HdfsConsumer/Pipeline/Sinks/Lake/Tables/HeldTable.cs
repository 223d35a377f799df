using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks.States;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>The rows of one holding, and what of them is not saved yet.</summary>
/// <param name="tenure">The holding that its records are read under.</param>
/// <param name="name">Where it is saved.</param>
/// <param name="rows">The rows as they were loaded.</param>
internal sealed class HeldTable(PartitionTenure tenure, PartitionStateName name, TableRows rows)
{
    /// <summary>The holding.</summary>
    public PartitionTenure Tenure => tenure;

    /// <summary>Where it is saved.</summary>
    public PartitionStateName Name => name;

    /// <summary>The rows.</summary>
    public TableRows Rows => rows;

    /// <summary>The next offset of the state that was loaded, or saved since; 0 for none.</summary>
    public long SavedNext { get; private set; } = rows.Next;

    /// <summary>The offset of the first record that is not saved; null when all are.</summary>
    public long? FirstUnsaved { get; private set; }

    /// <summary>Records that are not saved.</summary>
    public long UnsavedRecords { get; private set; }

    /// <summary>When the first of them came, a timestamp of the clock.</summary>
    public long UnsavedSince { get; private set; }

    /// <summary>When the last record came, a timestamp of the clock.</summary>
    public long LastRecordAt { get; private set; }

    /// <summary>Takes a record.</summary>
    public void Take(long offset, KeyedLine row, long now)
    {
        rows.Take(offset, row.Key, row.Line);
        if (FirstUnsaved is null)
        {
            (FirstUnsaved, UnsavedSince) = (offset, now);
        }

        UnsavedRecords++;
        LastRecordAt = now;
    }

    /// <summary>The rows are saved as they are.</summary>
    public void Saved()
    {
        SavedNext = rows.Next;
        FirstUnsaved = null;
        UnsavedRecords = 0;
    }
}
