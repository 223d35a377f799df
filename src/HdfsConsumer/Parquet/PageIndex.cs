namespace HdfsConsumer.Parquet;

/// <summary>Where the indices of a column chunk are in the file.</summary>
/// <param name="ColumnIndexOffset">Where its column index begins; null when it has none.</param>
/// <param name="ColumnIndexBytes">The length of the column index.</param>
/// <param name="OffsetIndexOffset">Where its offset index begins.</param>
/// <param name="OffsetIndexBytes">The length of the offset index.</param>
internal readonly record struct IndexPlaces(long? ColumnIndexOffset, int ColumnIndexBytes, long OffsetIndexOffset, int OffsetIndexBytes);

/// <summary>
/// The indices of a column chunk, by which readers find its pages (PageIndex.md): its column index, what the pages hold, and its offset index, where they are.
/// The numbers are those of the structures' fields in parquet.thrift.
/// </summary>
internal static class PageIndex
{
    /// <summary>Writes a ColumnIndex.</summary>
    public static void WriteColumnIndex(ThriftWriter thrift, ColumnChunk chunk)
    {
        var pages = chunk.DataPages;
        thrift.BeginStruct();
        thrift.BeginList(1, ThriftWriter.Element.Boolean, pages.Count);
        foreach (var page in pages)
        {
            thrift.Boolean(ColumnChunk.IsNull(page));
        }

        thrift.BeginList(2, ThriftWriter.Element.Binary, pages.Count);
        foreach (var page in pages)
        {
            thrift.Binary(page.Statistics.Bounds?.Min);
        }

        thrift.BeginList(3, ThriftWriter.Element.Binary, pages.Count);
        foreach (var page in pages)
        {
            thrift.Binary(page.Statistics.Bounds?.Max);
        }

        thrift.Int32(4, (int)chunk.Order());
        thrift.BeginList(5, ThriftWriter.Element.Int64, pages.Count);
        foreach (var page in pages)
        {
            thrift.Int64(page.Statistics.Nulls);
        }

        if (pages[0].Statistics.NotNumbers is not null)
        {
            thrift.BeginList(8, ThriftWriter.Element.Int64, pages.Count);
            foreach (var page in pages)
            {
                thrift.Int64(page.Statistics.NotNumbers ?? 0);
            }
        }

        thrift.EndStruct();
    }

    /// <summary>Writes an OffsetIndex.</summary>
    public static void WriteOffsetIndex(ThriftWriter thrift, ColumnChunk chunk)
    {
        thrift.BeginStruct();
        thrift.BeginList(1, ThriftWriter.Element.Struct, chunk.DataPages.Count);
        var offset = chunk.DataOffset;
        long row = 0;
        foreach (var page in chunk.DataPages)
        {
            thrift.BeginStruct();
            thrift.Int64(1, offset);
            thrift.Int32(2, page.Bytes);
            thrift.Int64(3, row);
            thrift.EndStruct();
            offset += page.Bytes;
            row += page.Rows;
        }

        thrift.EndStruct();
    }
}
