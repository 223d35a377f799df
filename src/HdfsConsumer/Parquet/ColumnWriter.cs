namespace HdfsConsumer.Parquet;

/// <summary>
/// The chunk of one column in the row group that is being written. It begins with a dictionary; after a trial, the dictionary is
/// kept if it makes the chunk smaller, until it becomes too large.
/// </summary>
internal sealed class ColumnWriter(ParquetColumn column, PageEncoder pages) : IDisposable
{
    /// <summary>The place of no value.</summary>
    public const int Null = -1;

    // A page is cut when it is this large: what most writers do. The 8 KiB of README.md, "Configurations", are for finding single
    // rows, and a landing is read in whole.
    private const int PageBytesMax = 1 << 20;

    // A reader holds the dictionary of each column in memory, and indices into a larger one are little shorter than values.
    private const int DictionaryBytesMax = 1 << 20;

    // Enough to see values come again that are spread over many; DuckDB judges by 122,880 rows, its row group.
    private const int TrialRows = 1 << 17;

    private readonly ColumnValues _values = ColumnValues.Of(column.Type);
    private readonly SegmentedBuffer _data = new();
    private readonly SegmentedBuffer _dictionary = new();
    private readonly List<EncodedPage> _dataPages = [];
    private EncodedPage? _dictionaryPage;
    private Phase _phase = FirstPhase(column.Type);

    // The rows that are in no page yet: the places of their values.
    private int[] _rows = new int[256];
    private int _rowCount;

    private enum Phase
    {
        Trial,
        Dictionary,
        Plain,
    }

    /// <summary>Bytes held in memory.</summary>
    public long BufferedBytes => _data.Length + _dictionary.Length + _values.PlainBytes + ((long)_rowCount * sizeof(int));

    /// <summary>Adds the value of a row.</summary>
    public void Add(ParquetRow row, int index)
    {
        if (_rowCount == _rows.Length)
        {
            Array.Resize(ref _rows, _rowCount * 2);
        }

        _rows[_rowCount++] = !row[index].IsSet ? Null : _phase == Phase.Plain ? _values.Add(row, index) : _values.Share(row, index);
        switch (_phase)
        {
            case Phase.Trial when _rowCount == TrialRows || _values.PlainBytes >= DictionaryBytesMax:
                EndTrial();
                break;
            case Phase.Dictionary when _rowCount == PageEncoder.RowsMax:
                AddPages();
                break;
            case Phase.Plain when _rowCount == PageEncoder.RowsMax || _values.PlainBytes >= PageBytesMax:
                AddPages();
                _values.Clear();
                break;
        }

        if (_phase == Phase.Dictionary && _values.PlainBytes >= DictionaryBytesMax)
        {
            AddPages();
            EndDictionary();
        }
    }

    /// <summary>Ends the chunk, writes it to a stream, and makes ready for the next one.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="offset">Where the chunk begins in it.</param>
    public ColumnChunk Finish(Stream stream, long offset)
    {
        if (_phase == Phase.Trial)
        {
            EndTrial();
        }

        AddPages();
        if (_phase == Phase.Dictionary)
        {
            EndDictionary();
        }

        _dictionary.CopyTo(stream);
        _data.CopyTo(stream);
        var chunk = new ColumnChunk(column, offset, _dictionaryPage, [.. _dataPages], _values.Compare);
        _values.Clear();
        _data.Clear();
        _dictionary.Clear();
        _dataPages.Clear();
        _dictionaryPage = null;
        _phase = FirstPhase(column.Type);
        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Dispose();
        _dictionary.Dispose();
    }

    // A bit is as short as an index into a dictionary.
    private static Phase FirstPhase(ParquetType type) => type.Kind == ParquetKind.Boolean ? Phase.Plain : Phase.Trial;

    private void EndTrial()
    {
        long plainBytes = 0;
        foreach (var place in _rows.AsSpan(0, _rowCount))
        {
            plainBytes += place == Null ? 0 : _values.PlainBytesAt(place);
        }

        var indexBytes = (long)_rowCount * HybridEncoder.BitWidth(_values.Count) / 8;
        _phase = _values.PlainBytes + indexBytes < plainBytes ? Phase.Dictionary : Phase.Plain;
        AddPages();
        if (_phase == Phase.Plain)
        {
            _values.Clear();
        }
    }

    private void EndDictionary()
    {
        _dictionaryPage = pages.AddDictionaryPage(_values, _dictionary);
        _values.Clear();
        _phase = Phase.Plain;
    }

    private void AddPages()
    {
        for (var rows = _rows.AsSpan(0, _rowCount); !rows.IsEmpty;)
        {
            var count = _phase == Phase.Dictionary ? Math.Min(rows.Length, PageEncoder.RowsMax) : RowsOfPlainPage(rows);
            _dataPages.Add(pages.AddDataPage(rows[..count], _values, _phase == Phase.Dictionary, _data));
            rows = rows[count..];
        }

        _rowCount = 0;
    }

    private int RowsOfPlainPage(ReadOnlySpan<int> rows)
    {
        long bytes = 0;
        var count = 0;
        while (count < Math.Min(rows.Length, PageEncoder.RowsMax) && bytes < PageBytesMax)
        {
            bytes += rows[count] == Null ? 0 : _values.PlainBytesAt(rows[count]);
            count++;
        }

        return count;
    }
}
