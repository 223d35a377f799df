namespace HdfsConsumer.Parquet;

/// <summary>The schema of a file as its footer tells it: parquet.thrift, struct SchemaElement, of whose fields the numbers are.</summary>
internal static class SchemaElements
{
    // enum FieldRepetitionType, OPTIONAL.
    private const int Optional = 1;

    /// <summary>Writes a field that is a list of them: the root, then a leaf for each column.</summary>
    public static void Write(ThriftWriter thrift, int field, ParquetSchema schema)
    {
        thrift.BeginList(field, ThriftWriter.Element.Struct, schema.Columns.Count + 1);
        thrift.BeginStruct();
        thrift.Text(4, "schema");
        thrift.Int32(5, schema.Columns.Count);
        thrift.EndStruct();
        foreach (var column in schema.Columns)
        {
            WriteColumn(thrift, column);
        }
    }

    private static void WriteColumn(ThriftWriter thrift, ParquetColumn column)
    {
        var type = column.Type;
        thrift.BeginStruct();
        thrift.Int32(1, (int)type.Physical);
        if (type.Physical == PhysicalType.FixedLengthByteArray)
        {
            thrift.Int32(2, type.FixedLength);
        }

        thrift.Int32(3, Optional);
        thrift.Text(4, column.Name);

        // The converted types of old beside the logical types that replace them, for readers of old: LogicalTypes.md, "Metadata".
        switch (type.Kind)
        {
            case ParquetKind.Text:
                thrift.Int32(6, 0);
                thrift.BeginStruct(10);
                thrift.EmptyStruct(1);
                thrift.EndStruct();
                break;
            case ParquetKind.Json:
                thrift.Int32(6, 19);
                thrift.BeginStruct(10);
                thrift.EmptyStruct(12);
                thrift.EndStruct();
                break;
            case ParquetKind.Date:
                thrift.Int32(6, 6);
                thrift.BeginStruct(10);
                thrift.EmptyStruct(6);
                thrift.EndStruct();
                break;
            case ParquetKind.Timestamp:
                // TimestampType: adjusted to UTC, the unit MICROS.
                thrift.Int32(6, 10);
                thrift.BeginStruct(10);
                thrift.BeginStruct(8);
                thrift.Boolean(1, true);
                thrift.BeginStruct(2);
                thrift.EmptyStruct(2);
                thrift.EndStruct();
                thrift.EndStruct();
                thrift.EndStruct();
                break;
            case ParquetKind.Decimal:
                // DecimalType.
                thrift.Int32(6, 5);
                thrift.Int32(7, type.Scale);
                thrift.Int32(8, type.Precision);
                thrift.BeginStruct(10);
                thrift.BeginStruct(5);
                thrift.Int32(1, type.Scale);
                thrift.Int32(2, type.Precision);
                thrift.EndStruct();
                thrift.EndStruct();
                break;
        }

        thrift.EndStruct();
    }
}
