namespace HdfsConsumer.Producing.Csv;

/// <summary>Finds the narrowest type that every cell of a column has; empty cells say nothing. A column without any is text.</summary>
/// <param name="columns">How many columns there are.</param>
internal sealed class ColumnTypes(int columns)
{
    private readonly CellType?[] _types = new CellType?[columns];

    /// <summary>Takes a cell into account.</summary>
    public void Observe(int column, ReadOnlySpan<byte> cell)
    {
        if (!cell.IsEmpty && _types[column] != CellType.String)
        {
            _types[column] = Common(_types[column], Cell.TypeOf(cell));
        }
    }

    /// <summary>What was found.</summary>
    public CellType Of(int column) => _types[column] ?? CellType.String;

    private static CellType Common(CellType? before, CellType now) => (before, now) switch
    {
        (null, _) => now,
        (CellType.Int, CellType.Double) or (CellType.Double, CellType.Int) => CellType.Double,
        _ => before == now ? now : CellType.String,
    };
}
