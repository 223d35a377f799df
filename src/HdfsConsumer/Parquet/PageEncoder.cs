using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace HdfsConsumer.Parquet;

/// <summary>A page that was encoded.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Bytes with its header, as they are in the file.</param>
/// <param name="UncompressedBytes">Bytes with its header, before the compression.</param>
/// <param name="Statistics">What is known of its values.</param>
internal readonly record struct EncodedPage(int Rows, int Bytes, int UncompressedBytes, PageStatistics Statistics);

/// <summary>
/// Encodes and compresses pages, for all columns of a file with the same buffers: README.md, "Data Pages", and parquet.thrift,
/// struct PageHeader. Data pages are of version 1, which every reader knows.
/// </summary>
/// <param name="codec">How pages are compressed.</param>
internal sealed class PageEncoder(ParquetCodec codec)
{
    /// <summary>A page has at most this many rows, so that a reader who looks for a few need not decode many: PageIndex.md.</summary>
    public const int RowsMax = 20_000;

    // parquet.thrift, enum PageType.
    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    // A column that is not repeated and optional is null at level 0 and has a value at level 1: README.md, "Nested Encoding".
    private const int LevelBits = 1;

    private readonly SnappyCompressor _snappy = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly ArrayBufferWriter<byte> _levels = new();
    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private readonly int[] _levelOfRow = new int[RowsMax];
    private int[] _places = new int[RowsMax];

    /// <summary>Adds a page of these rows, each the place of its value or <see cref="ColumnWriter.Null"/>.</summary>
    public EncodedPage AddDataPage(ReadOnlySpan<int> rows, ColumnValues values, bool byDictionary, SegmentedBuffer into)
    {
        var places = SplitOffNulls(rows);
        var statistics = values.StatisticsOf(places, rows.Length - places.Length);
        EncodeLevels(rows.Length, places.Length);
        _page.ResetWrittenCount();
        BinaryPrimitives.WriteInt32LittleEndian(_page.GetSpan(sizeof(int)), _levels.WrittenCount);
        _page.Advance(sizeof(int));
        _page.Write(_levels.WrittenSpan);
        if (byDictionary)
        {
            var width = HybridEncoder.BitWidth(values.Count - 1);
            _page.Write([(byte)width]);
            HybridEncoder.Encode(places, width, _page);
        }
        else
        {
            values.Write(places, _page);
        }

        var body = Compressed();
        var thrift = BeginHeader(DataPage, body.Length);
        thrift.BeginStruct(5);
        thrift.Int32(1, rows.Length);
        thrift.Int32(2, (int)(byDictionary ? ParquetEncoding.RleDictionary : ParquetEncoding.Plain));
        thrift.Int32(3, (int)ParquetEncoding.Rle);
        thrift.Int32(4, (int)ParquetEncoding.Rle);
        Metadata.WriteStatistics(thrift, 5, statistics);
        thrift.EndStruct();
        thrift.EndStruct();
        return Add(rows.Length, body, statistics, into);
    }

    /// <summary>Adds the page of all values, in the order of their places.</summary>
    public EncodedPage AddDictionaryPage(ColumnValues values, SegmentedBuffer into)
    {
        if (_places.Length < values.Count)
        {
            _places = new int[values.Count];
        }

        var places = _places.AsSpan(0, values.Count);
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        _page.ResetWrittenCount();
        values.Write(places, _page);
        var body = Compressed();
        var thrift = BeginHeader(DictionaryPage, body.Length);
        thrift.BeginStruct(7);
        thrift.Int32(1, values.Count);
        thrift.Int32(2, (int)ParquetEncoding.Plain);
        thrift.EndStruct();
        thrift.EndStruct();
        return Add(0, body, default, into);
    }

    private Span<int> SplitOffNulls(ReadOnlySpan<int> rows)
    {
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var place = rows[i];
            _places[count] = place;
            var level = place == ColumnWriter.Null ? 0 : 1;
            _levelOfRow[i] = level;
            count += level;
        }

        return _places.AsSpan(0, count);
    }

    private void EncodeLevels(int rows, int values)
    {
        _levels.ResetWrittenCount();
        if (values == rows)
        {
            HybridEncoder.WriteRun(1, rows, LevelBits, _levels);
        }
        else
        {
            HybridEncoder.Encode(_levelOfRow.AsSpan(0, rows), LevelBits, _levels);
        }
    }

    private ReadOnlySpan<byte> Compressed()
    {
        var page = _page.WrittenMemory;
        _compressed.ResetWrittenCount();
        switch (codec)
        {
            case ParquetCodec.Snappy:
                _snappy.Compress(page.Span, _compressed);
                return _compressed.WrittenSpan;
            case ParquetCodec.Gzip:
                using (var gzip = new GZipStream(new BufferStream(_compressed), CompressionLevel.Optimal))
                {
                    gzip.Write(page.Span);
                }

                return _compressed.WrittenSpan;
            default:
                return page.Span;
        }
    }

    private ThriftWriter BeginHeader(int pageType, int compressedBytes)
    {
        _header.ResetWrittenCount();
        var thrift = new ThriftWriter(_header);
        thrift.BeginStruct();
        thrift.Int32(1, pageType);
        thrift.Int32(2, _page.WrittenCount);
        thrift.Int32(3, compressedBytes);
        return thrift;
    }

    private EncodedPage Add(int rows, ReadOnlySpan<byte> body, PageStatistics statistics, SegmentedBuffer into)
    {
        into.Append(_header.WrittenSpan);
        into.Append(body);
        return new EncodedPage(rows, _header.WrittenCount + body.Length, _header.WrittenCount + _page.WrittenCount, statistics);
    }
}
