namespace HdfsConsumer.Producing.Csv;

/// <summary>Finds the narrowest type that every cell of a column has; empty cells say nothing. A column without any is text.</summary>
/// <param name="columns">How many columns there are.</param>
internal sealed class ColumnTypes(int columns)
{
    private readonly ColumnType?[] _types = new ColumnType?[columns];

    /// <summary>Takes a cell into account.</summary>
    public void Observe(int column, ReadOnlySpan<byte> cell)
    {
        if (!cell.IsEmpty && _types[column] != ColumnType.String)
        {
            _types[column] = Common(_types[column], Cell.TypeOf(cell));
        }
    }

    /// <summary>What was found.</summary>
    public ColumnType Of(int column) => _types[column] ?? ColumnType.String;

    private static ColumnType Common(ColumnType? before, ColumnType now) => (before, now) switch
    {
        (null, _) => now,
        (ColumnType.Int, ColumnType.Double) or (ColumnType.Double, ColumnType.Int) => ColumnType.Double,
        _ => before == now ? now : ColumnType.String,
    };
}
