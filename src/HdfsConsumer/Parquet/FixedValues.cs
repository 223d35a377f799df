using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>Values that are all of one length.</summary>
/// <typeparam name="T">What holds a value's bits.</typeparam>
/// <typeparam name="TFormat">How they are written and compared; a structure, so that its calls cost nothing.</typeparam>
/// <param name="format">The format.</param>
internal sealed class FixedValues<T, TFormat>(TFormat format) : ColumnValues
    where T : unmanaged, IEquatable<T>
    where TFormat : struct, IValueFormat<T>
{
    private readonly PlaceTable _places = new();
    private T[] _values = new T[256];

    /// <inheritdoc/>
    public override int Add(ParquetRow row, int column) => Add(format.From(row[column]));

    /// <inheritdoc/>
    public override int Share(ParquetRow row, int column)
    {
        ref readonly var set = ref row[column];
        var value = format.From(set);
        var hash = PlaceTable.Hash(set.Low, set.High);
        var at = _places.Start(hash);
        while (_places.TryNext(hash, ref at, out var place))
        {
            if (_values[place].Equals(value))
            {
                return place;
            }
        }

        _places.Add(hash, at);
        return Add(value);
    }

    /// <inheritdoc/>
    public override int PlainBytesAt(int place) => format.Size;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<int> places, IBufferWriter<byte> into)
    {
        var size = format.Size;
        var bytes = into.GetSpan(places.Length * size);
        for (var i = 0; i < places.Length; i++)
        {
            format.Write(_values[places[i]], bytes.Slice(i * size, size));
        }

        into.Advance(places.Length * size);
    }

    /// <inheritdoc/>
    public override PageStatistics StatisticsOf(ReadOnlySpan<int> places, int nulls)
    {
        var notNumbers = 0;
        T min = default, max = default;
        var isFirst = true;
        foreach (var place in places)
        {
            var value = _values[place];
            if (format.IsNotNumber(value))
            {
                notNumbers++;
            }
            else if (isFirst)
            {
                (min, max, isFirst) = (value, value, false);
            }
            else if (format.Compare(value, min) < 0)
            {
                min = value;
            }
            else if (format.Compare(value, max) > 0)
            {
                max = value;
            }
        }

        var bounds = isFirst ? null : new ValueBounds(Bytes(format.AsMin(min)), true, Bytes(format.AsMax(max)), true);
        return new PageStatistics(nulls, format.HasNotNumbers ? notNumbers : null, bounds);
    }

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => format.Compare(format.Read(left), format.Read(right));

    /// <inheritdoc/>
    public override void Clear()
    {
        _places.Clear();
        Count = 0;
        PlainBytes = 0;
    }

    private int Add(T value)
    {
        if (Count == _values.Length)
        {
            Array.Resize(ref _values, Count * 2);
        }

        _values[Count] = value;
        PlainBytes += format.Size;
        return Count++;
    }

    private byte[] Bytes(T value)
    {
        var bytes = new byte[format.Size];
        format.Write(value, bytes);
        return bytes;
    }
}
