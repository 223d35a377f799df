using System.Buffers;
using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>Values of any length, held as the plain encoding writes them: their length in four bytes, then they.</summary>
internal sealed class TextValues : ColumnValues
{
    private const int LengthBytes = sizeof(int);

    private readonly PlaceTable _table = new();
    private byte[] _bytes = new byte[1024];
    private int[] _starts = new int[256];

    // The page in which a place was last compared, so that a value that repeats is compared once a page.
    private int[] _comparedIn = new int[256];
    private int _page;

    /// <inheritdoc/>
    public override int Add(ParquetRow row, int column) => Add(row.TextOf(row[column]));

    /// <inheritdoc/>
    public override int Share(ParquetRow row, int column)
    {
        var text = row.TextOf(row[column]);
        var hash = PlaceTable.Hash(text);
        var at = _table.Start(hash);
        while (_table.TryNext(hash, ref at, out var place))
        {
            if (TextAt(place).SequenceEqual(text))
            {
                return place;
            }
        }

        _table.Add(hash, at);
        return Add(text);
    }

    /// <inheritdoc/>
    public override int PlainBytesAt(int place) => (place + 1 < Count ? _starts[place + 1] : (int)PlainBytes) - _starts[place];

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<int> places, IBufferWriter<byte> into)
    {
        for (var i = 0; i < places.Length;)
        {
            // Values that lie behind one another are written as one.
            var first = i++;
            while (i < places.Length && places[i] == places[i - 1] + 1)
            {
                i++;
            }

            var last = places[i - 1];
            into.Write(_bytes.AsSpan(_starts[places[first]]..(_starts[last] + PlainBytesAt(last))));
        }
    }

    /// <inheritdoc/>
    public override PageStatistics StatisticsOf(ReadOnlySpan<int> places, int nulls)
    {
        if (places.IsEmpty)
        {
            return new PageStatistics(nulls, null, null);
        }

        _page++;
        ReadOnlySpan<byte> min = TextAt(places[0]), max = min;
        foreach (var place in places)
        {
            if (_comparedIn[place] == _page)
            {
                continue;
            }

            _comparedIn[place] = _page;
            var text = TextAt(place);
            if (text.SequenceCompareTo(min) < 0)
            {
                min = text;
            }
            else if (text.SequenceCompareTo(max) > 0)
            {
                max = text;
            }
        }

        return new PageStatistics(nulls, null, TextBounds.Of(min, max));
    }

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    /// <inheritdoc/>
    public override void Clear()
    {
        _table.Clear();
        Count = 0;
        PlainBytes = 0;
    }

    private ReadOnlySpan<byte> TextAt(int place) => _bytes.AsSpan(_starts[place] + LengthBytes, PlainBytesAt(place) - LengthBytes);

    private int Add(ReadOnlySpan<byte> text)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
            Array.Resize(ref _comparedIn, Count * 2);
        }

        var start = (int)PlainBytes;
        var end = start + LengthBytes + text.Length;
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), text.Length);
        text.CopyTo(_bytes.AsSpan(start + LengthBytes));
        _starts[Count] = start;
        PlainBytes = end;
        return Count++;
    }
}
