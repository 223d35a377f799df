namespace HdfsConsumer.Producing.Sources;

/// <summary>A row of a source: a record to publish, or one that cannot be published as it is. Who wants it for longer than it is lent copies what it needs.</summary>
internal readonly ref struct SourceRow
{
    /// <summary>Its number among the rows, from 1; rejected ones count.</summary>
    public required long Number { get; init; }

    /// <summary>The line that it begins on, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Tells this row from any other that may stand on its line; see <see cref="RowPrint"/>. 0 for a rejected one.</summary>
    public ulong Print { get; init; }

    /// <summary>The record's value. Of a rejected row, what stands in the source, in UTF-8 as far as it is valid.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The record's key; null for none.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Why it cannot be published, null when it can.</summary>
    public string? Rejection { get; init; }

    /// <summary>Which of the topics that are published to it belongs to, counted from 0.</summary>
    public int Topic { get; init; }
}
