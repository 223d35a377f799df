using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>The columns that the settings name, for all topics of a pipeline, and those that rules add.</summary>
internal sealed class TypedSchemas(IEnumerable<ColumnSettings> columns, IEnumerable<RouteSettings> routes) : ILakeSchemas
{
    private readonly LakeSchema _schema = new(
        columns.Select(column => new LakeColumn(column.Name, TypeOf(column.Type)))
            .Concat(routes.Select(route => route.Action).OfType<RouteAction.Land>().Select(land => land.AddReason).OfType<string>().Select(reason => new LakeColumn(reason, ParquetType.Text)))
            .DistinctBy(column => column.Name));

    /// <inheritdoc/>
    public LakeSchema Of(string topic) => _schema;

    private static ParquetType TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Text => ParquetType.Text,
        ColumnKind.Int => ParquetType.Int32,
        ColumnKind.Long => ParquetType.Int64,
        ColumnKind.Float => ParquetType.Float,
        ColumnKind.Double => ParquetType.Double,
        ColumnKind.Decimal => ParquetType.Decimal(type.Precision, type.Scale),
        ColumnKind.Boolean => ParquetType.Boolean,
        ColumnKind.Date => ParquetType.Date,
        ColumnKind.Timestamp => ParquetType.Timestamp,
        ColumnKind.Json => ParquetType.Json,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No kind of column."),
    };
}
