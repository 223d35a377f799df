using HdfsConsumer.Parquet;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>A column of a lake's table.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">What its values are; null while only nulls came.</param>
internal readonly record struct LakeColumn(string Name, ParquetType? Type);

/// <summary>The columns of a lake's table, and the schema of files that are begun with them.</summary>
internal sealed class LakeSchema
{
    /// <summary>Makes it of columns with different names.</summary>
    public LakeSchema(IEnumerable<LakeColumn> columns)
    {
        Columns = [.. columns];
        Members = new MemberNames(Columns.Select(column => column.Name));
    }

    /// <summary>The columns, in the order of the files.</summary>
    public IReadOnlyList<LakeColumn> Columns { get; }

    /// <summary>Finds a column by its member.</summary>
    public MemberNames Members { get; }

    /// <summary>As files have it: a column of nulls is one of text.</summary>
    public ParquetSchema ToParquet() => new(Columns.Select(column => new ParquetColumn(column.Name, column.Type ?? ParquetType.Text)));
}
