using System.Buffers;
using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Writes rows of a flat schema to a Parquet file (apache/parquet-format, README.md, "File format"), from its beginning to its
/// end, and holds no more than one row group in memory. The same rows make the same bytes.
/// </summary>
/// <remarks>
/// Only <see cref="Close"/> makes a file that can be read: it writes the footer. Disposal does not, and writes nothing. What the
/// stream throws is the caller's to handle; after it the file is broken, and the writer can only be disposed of.
/// </remarks>
internal sealed class ParquetWriter : IDisposable
{
    // The bytes held in memory are counted this often while a row group's worth of rows is added.
    private const int CountsARowGroup = 64;

    private readonly Stream _stream;
    private readonly ParquetSchema _schema;
    private readonly ParquetSettings _settings;
    private readonly ColumnWriter[] _columns;
    private readonly List<RowGroup> _rowGroups = [];
    private long _rowsInGroup;
    private long _bytesSinceCount;
    private long _written;
    private State _state;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes, from the stream's position on; it is only written to, and stays open.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="settings">How it is written.</param>
    public ParquetWriter(Stream stream, ParquetSchema schema, ParquetSettings settings)
    {
        (_stream, _schema, _settings) = (stream, schema, settings);
        var pages = new PageEncoder(settings.Codec);
        _columns = [.. schema.Columns.Select(column => new ColumnWriter(column, pages))];
        Guarded(() => Write(ParquetFooter.Magic));
    }

    private enum State
    {
        Open,
        Broken,
        Closed,
    }

    /// <summary>Rows added so far.</summary>
    public long Rows { get; private set; }

    /// <summary>About how long the file would be if it were closed now, without its footer.</summary>
    public long Bytes => _written + BufferedBytes;

    /// <summary>Bytes of rows that are held in memory.</summary>
    public long BufferedBytes => _columns.Sum(column => column.BufferedBytes);

    /// <summary>Adds a row, and clears it for the next one.</summary>
    public void Add(ParquetRow row)
    {
        ThrowUnlessOpen();
        if (row.Schema != _schema)
        {
            throw new ArgumentException("The row has another schema than the file.", nameof(row));
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Add(row, i);
        }

        Rows++;
        _rowsInGroup++;
        _bytesSinceCount += row.Bytes;
        row.Clear();
        if (_bytesSinceCount >= _settings.RowGroupBytesMax / CountsARowGroup)
        {
            _bytesSinceCount = 0;
            if (BufferedBytes >= _settings.RowGroupBytesMax)
            {
                Guarded(WriteRowGroup);
            }
        }
    }

    /// <summary>Writes the rows that are held in memory as a row group, which then may be a small one.</summary>
    public void EndRowGroup()
    {
        ThrowUnlessOpen();
        Guarded(WriteRowGroup);
    }

    /// <summary>Writes what is left, the indices and the footer; the file is whole then. Nothing more can be added.</summary>
    /// <param name="keyValues">What the file is to say of itself, for people and programs.</param>
    public void Close(IEnumerable<KeyValuePair<string, string>> keyValues)
    {
        ThrowUnlessOpen();
        Guarded(() =>
        {
            WriteRowGroup();
            var indices = _rowGroups.ConvertAll(rowGroup => rowGroup.Chunks.Select(WriteIndices).ToArray());
            var footer = Thrift(thrift => Metadata.WriteFooter(thrift, _schema, _settings.Codec, _rowGroups, indices, keyValues));
            Write(footer);
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
            Write(length);
            Write(ParquetFooter.Magic);
            _stream.Flush();
        });
        _state = State.Closed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in _columns)
        {
            column.Dispose();
        }

        if (_state == State.Open)
        {
            _state = State.Broken;
        }
    }

    private static ReadOnlySpan<byte> Thrift(Action<ThriftWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new ThriftWriter(buffer));
        return buffer.WrittenSpan;
    }

    private void WriteRowGroup()
    {
        if (_rowsInGroup == 0)
        {
            return;
        }

        var chunks = new List<ColumnChunk>(_columns.Length);
        foreach (var column in _columns)
        {
            var chunk = column.Finish(_stream, _written);
            _written += chunk.Bytes;
            chunks.Add(chunk);
        }

        _rowGroups.Add(new RowGroup(_rowsInGroup, chunks));
        _rowsInGroup = 0;
    }

    // PageIndex.md: the indices lie between the last row group and the footer.
    private IndexPlaces WriteIndices(ColumnChunk chunk)
    {
        long? columnIndexOffset = null;
        var columnIndexBytes = 0;
        if (chunk.AllPagesHaveBounds)
        {
            columnIndexOffset = _written;
            columnIndexBytes = Write(Thrift(thrift => PageIndex.WriteColumnIndex(thrift, chunk)));
        }

        var offsetIndexOffset = _written;
        return new IndexPlaces(columnIndexOffset, columnIndexBytes, offsetIndexOffset, Write(Thrift(thrift => PageIndex.WriteOffsetIndex(thrift, chunk))));
    }

    private int Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _written += bytes.Length;
        return bytes.Length;
    }

    // A write that failed may have written a part, and no second one can make up for it.
    private void Guarded(Action write)
    {
        _state = State.Broken;
        write();
        _state = State.Open;
    }

    private void ThrowUnlessOpen()
    {
        if (_state != State.Open)
        {
            throw new InvalidOperationException(_state == State.Closed ? "The file is closed." : "The file was given up, or writing it failed.");
        }
    }
}
