using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks.States;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>The rows of one holding.</summary>
/// <param name="tenure">The holding that its records are read under.</param>
/// <param name="name">Where it is saved.</param>
/// <param name="rows">The rows as they were loaded.</param>
internal sealed class HeldTable(PartitionTenure tenure, PartitionStateName name, TableRows rows) : HeldState(tenure, name, rows.Next)
{
    private long _firstUnsaved;

    /// <summary>The rows.</summary>
    public TableRows Rows => rows;

    /// <inheritdoc/>
    public override long Next => rows.Next;

    /// <summary>The offset of the first record that is not saved; null when all are.</summary>
    public long? FirstUnsaved => UnsavedRecords > 0 ? _firstUnsaved : null;

    /// <summary>When the first of them came, a timestamp of the clock.</summary>
    public long UnsavedSince { get; private set; }

    /// <summary>When the last record came, a timestamp of the clock.</summary>
    public long LastRecordAt { get; private set; }

    /// <summary>Takes a record.</summary>
    public void Take(long offset, KeyedLine row, long now)
    {
        rows.Take(offset, row.Key, row.Line);
        if (UnsavedRecords == 0)
        {
            (_firstUnsaved, UnsavedSince) = (offset, now);
        }

        Took();
        LastRecordAt = now;
    }
}
