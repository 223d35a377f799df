using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>
/// The values of a column that are held in memory, each at a place of its own. A page tells its rows by these places, so that
/// the same rows can be written with a dictionary or without.
/// </summary>
internal abstract class ColumnValues
{
    /// <summary>Values held.</summary>
    public int Count { get; protected set; }

    /// <summary>Bytes of all of them in the plain encoding.</summary>
    public long PlainBytes { get; protected set; }

    /// <summary>The holder for the values of a type.</summary>
    public static ColumnValues Of(ParquetType type) => type.Kind switch
    {
        ParquetKind.Boolean => new BooleanValues(),
        ParquetKind.Text or ParquetKind.Json => new TextValues(),
        ParquetKind.Float => new FixedValues<int, FloatFormat<int, float>>(default),
        ParquetKind.Double => new FixedValues<long, FloatFormat<long, double>>(default),
        _ => type.Physical switch
        {
            PhysicalType.Int32 => new FixedValues<int, IntegerFormat<int>>(default),
            PhysicalType.Int64 => new FixedValues<long, IntegerFormat<long>>(default),
            _ => new FixedValues<Int128, LongDecimalFormat>(new LongDecimalFormat(type.FixedLength)),
        },
    };

    /// <summary>Adds a value and returns its place.</summary>
    public abstract int Add(ParquetRow row, int column);

    /// <summary>Returns the place of a value that is equal bit for bit; adds it when there is none.</summary>
    public abstract int Share(ParquetRow row, int column);

    /// <summary>Bytes of the value at a place in the plain encoding.</summary>
    public abstract int PlainBytesAt(int place);

    /// <summary>Writes the values at these places: Encodings.md, "Plain (PLAIN = 0)".</summary>
    public abstract void Write(ReadOnlySpan<int> places, IBufferWriter<byte> into);

    /// <summary>What is known of the values at these places, beside <paramref name="nulls"/> nulls.</summary>
    public abstract PageStatistics StatisticsOf(ReadOnlySpan<int> places, int nulls);

    /// <summary>Compares two values as bounds hold them.</summary>
    public abstract int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

    /// <summary>Lets go of all values.</summary>
    public abstract void Clear();
}
