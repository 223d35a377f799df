namespace HdfsConsumer.Producing.Csv;

/// <summary>How a CSV source is read, and what its rows become.</summary>
internal sealed record CsvSettings
{
    /// <summary>What stands between two cells; an ASCII character.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>The types that are given, by column; those of the other columns are inferred.</summary>
    public IReadOnlyDictionary<string, CellType> Types { get; init; } = new Dictionary<string, CellType>();

    /// <summary>What an empty cell becomes.</summary>
    public EmptyCells Empty { get; init; } = EmptyCells.Null;

    /// <summary>The column that is the record's key; null for none.</summary>
    public string? KeyColumn { get; init; }

    /// <summary>Whether records get a <c>record_id</c> and a <c>timestamp</c>.</summary>
    public bool AddRecordId { get; init; }

    /// <summary>Bytes of a row; a longer one is rejected.</summary>
    public int RowBytesMax { get; init; } = 1_000_000;
}
