namespace HdfsConsumer.Producing.Sources;

/// <summary>A row of a source: a record to publish, or one that cannot be published as it is.</summary>
/// <param name="Number">Its number among the rows, from 1; rejected ones count.</param>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="Print">Tells this row from any other that may stand on its line; see <see cref="RowPrint"/>.</param>
/// <param name="Value">The record's value. Of a rejected row, what stands in the source, in UTF-8 as far as it is valid. In either case to be used before the next row is asked for.</param>
/// <param name="Key">The record's key; null for none.</param>
/// <param name="Rejection">Why it cannot be published, null when it can.</param>
internal readonly record struct SourceRow(long Number, long Line, ulong Print, ReadOnlyMemory<byte> Value, byte[]? Key, string? Rejection)
{
    /// <summary>Which of the topics that are published to it belongs to, counted from 0.</summary>
    public int Topic { get; init; }
}
