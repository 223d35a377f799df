using System.Text;

namespace HdfsConsumer.Parquet;

/// <summary>A row group that is in the file.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">Its chunks, one for each column.</param>
internal sealed record RowGroup(long Rows, IReadOnlyList<ColumnChunk> Chunks);

/// <summary>
/// What a file tells of its row groups and of itself in its footer, as parquet.thrift defines it. Where a structure is written, its name stands; the numbers are
/// those of its fields.
/// </summary>
internal static class Metadata
{
    // "writers should always populate "1" for version": struct FileMetaData.
    private const int Version = 1;

    /// <summary>Writes a field of type Statistics. The fields max and min of old, without an order, are left out.</summary>
    public static void WriteStatistics(ThriftWriter thrift, int field, PageStatistics statistics)
    {
        thrift.BeginStruct(field);
        thrift.Int64(3, statistics.Nulls);
        if (statistics.Bounds is { } bounds)
        {
            thrift.Binary(5, bounds.Max);
            thrift.Binary(6, bounds.Min);
            thrift.Boolean(7, bounds.IsMaxExact);
            thrift.Boolean(8, bounds.IsMinExact);
        }

        if (statistics.NotNumbers is { } notNumbers)
        {
            thrift.Int64(9, notNumbers);
        }

        thrift.EndStruct();
    }

    /// <summary>Writes a FileMetaData.</summary>
    /// <param name="thrift">Where to.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="codec">How pages are compressed.</param>
    /// <param name="rowGroups">The row groups in the file.</param>
    /// <param name="indices">Where the indices of each row group's chunks are.</param>
    /// <param name="keyValues">What the file's maker says of it.</param>
    public static void WriteFooter(
        ThriftWriter thrift,
        ParquetSchema schema,
        ParquetCodec codec,
        IReadOnlyList<RowGroup> rowGroups,
        IReadOnlyList<IndexPlaces[]> indices,
        IEnumerable<KeyValuePair<string, string>> keyValues)
    {
        thrift.BeginStruct();
        thrift.Int32(1, Version);
        SchemaElements.Write(thrift, 2, schema);
        thrift.Int64(3, rowGroups.Sum(rowGroup => rowGroup.Rows));
        thrift.BeginList(4, ThriftWriter.Element.Struct, rowGroups.Count);
        foreach (var (rowGroup, places) in rowGroups.Zip(indices))
        {
            WriteRowGroup(thrift, codec, rowGroup, places);
        }

        var pairs = keyValues.ToList();
        thrift.BeginList(5, ThriftWriter.Element.Struct, pairs.Count);
        foreach (var (key, value) in pairs)
        {
            thrift.BeginStruct();
            thrift.Text(1, key);
            thrift.Text(2, value);
            thrift.EndStruct();
        }

        thrift.Text(6, $"HdfsConsumer version {typeof(Metadata).Assembly.GetName().Version?.ToString(3)}");
        thrift.BeginList(7, ThriftWriter.Element.Struct, schema.Columns.Count);
        foreach (var _ in schema.Columns)
        {
            // ColumnOrder.TYPE_ORDER.
            thrift.BeginStruct();
            thrift.EmptyStruct(1);
            thrift.EndStruct();
        }

        thrift.EndStruct();
    }

    private static void WriteRowGroup(ThriftWriter thrift, ParquetCodec codec, RowGroup rowGroup, IReadOnlyList<IndexPlaces> indices)
    {
        thrift.BeginStruct();
        thrift.BeginList(1, ThriftWriter.Element.Struct, rowGroup.Chunks.Count);
        foreach (var (chunk, places) in rowGroup.Chunks.Zip(indices))
        {
            WriteChunk(thrift, codec, chunk, places);
        }

        thrift.Int64(2, rowGroup.Chunks.Sum(chunk => chunk.UncompressedBytes));
        thrift.Int64(3, rowGroup.Rows);
        thrift.Int64(5, rowGroup.Chunks[0].Offset);
        thrift.Int64(6, rowGroup.Chunks.Sum(chunk => chunk.Bytes));
        thrift.EndStruct();
    }

    private static void WriteChunk(ThriftWriter thrift, ParquetCodec codec, ColumnChunk chunk, IndexPlaces indices)
    {
        // ColumnChunk. Its file_offset of old is 0, as asked.
        thrift.BeginStruct();
        thrift.Int64(2, 0);
        thrift.BeginStruct(3);
        WriteColumnMetaData(thrift, codec, chunk);
        thrift.EndStruct();
        thrift.Int64(4, indices.OffsetIndexOffset);
        thrift.Int32(5, indices.OffsetIndexBytes);
        if (indices.ColumnIndexOffset is { } offset)
        {
            thrift.Int64(6, offset);
            thrift.Int32(7, indices.ColumnIndexBytes);
        }

        thrift.EndStruct();
    }

    private static void WriteColumnMetaData(ThriftWriter thrift, ParquetCodec codec, ColumnChunk chunk)
    {
        ParquetEncoding[] encodings = chunk.DictionaryPage is null
            ? [ParquetEncoding.Plain, ParquetEncoding.Rle]
            : [ParquetEncoding.Plain, ParquetEncoding.Rle, ParquetEncoding.RleDictionary];
        thrift.Int32(1, (int)chunk.Column.Type.Physical);
        thrift.BeginList(2, ThriftWriter.Element.Int32, encodings.Length);
        foreach (var encoding in encodings)
        {
            thrift.Int64((int)encoding);
        }

        thrift.BeginList(3, ThriftWriter.Element.Binary, 1);
        thrift.Binary(Encoding.UTF8.GetBytes(chunk.Column.Name));
        thrift.Int32(4, (int)codec);
        thrift.Int64(5, chunk.Rows);
        thrift.Int64(6, chunk.UncompressedBytes);
        thrift.Int64(7, chunk.Bytes);
        thrift.Int64(9, chunk.DataOffset);
        if (chunk.DictionaryPage is not null)
        {
            thrift.Int64(11, chunk.Offset);
        }

        WriteStatistics(thrift, 12, chunk.Statistics());
    }
}
