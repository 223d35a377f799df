namespace HdfsConsumer.Parquet;

/// <summary>A column; every one may hold nulls.</summary>
/// <param name="Name">Its name, not empty.</param>
/// <param name="Type">What its values are.</param>
internal readonly record struct ParquetColumn(string Name, ParquetType Type);

/// <summary>The columns of a file, side by side.</summary>
internal sealed class ParquetSchema
{
    /// <summary>A schema of at least one column, each with a name of its own.</summary>
    public ParquetSchema(IEnumerable<ParquetColumn> columns)
    {
        Columns = [.. columns];
        if (Columns.Count == 0)
        {
            throw new ArgumentException("A schema needs a column.", nameof(columns));
        }

        if (Columns.Any(column => string.IsNullOrEmpty(column.Name)))
        {
            throw new ArgumentException("A column needs a name.", nameof(columns));
        }

        if (Columns.CountBy(column => column.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"Two columns are called {twice}.", nameof(columns));
        }
    }

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }
}
