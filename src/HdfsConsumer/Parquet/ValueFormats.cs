using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HdfsConsumer.Parquet;

/// <summary>How values of one length are taken from a row, written, read and compared.</summary>
/// <typeparam name="T">What holds a value's bits; equal bits are equal values.</typeparam>
internal interface IValueFormat<T>
    where T : unmanaged
{
    /// <summary>Bytes of a value in the plain encoding.</summary>
    int Size { get; }

    /// <summary>Whether values may be not a number.</summary>
    bool HasNotNumbers { get; }

    /// <summary>Takes a value from a row.</summary>
    T From(in ParquetRow.Value value);

    /// <summary>Writes a value in the plain encoding.</summary>
    void Write(T value, Span<byte> into);

    /// <summary>Reads a value that <see cref="Write"/> wrote.</summary>
    T Read(ReadOnlySpan<byte> bytes);

    /// <summary>Whether a value has no place in the order.</summary>
    bool IsNotNumber(T value);

    /// <summary>Compares two values that are in the order.</summary>
    int Compare(T left, T right);

    /// <summary>The lower bound that is written for a smallest value.</summary>
    T AsMin(T smallest);

    /// <summary>The upper bound that is written for a largest value.</summary>
    T AsMax(T largest);
}

/// <summary>Integers and what is stored as such: signed, the lowest byte first.</summary>
/// <typeparam name="T">The integer.</typeparam>
internal readonly struct IntegerFormat<T> : IValueFormat<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public int Size => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public bool HasNotNumbers => false;

    /// <inheritdoc/>
    public T From(in ParquetRow.Value value) => T.CreateTruncating(value.Low);

    /// <inheritdoc/>
    public void Write(T value, Span<byte> into) => value.WriteLittleEndian(into);

    /// <inheritdoc/>
    public T Read(ReadOnlySpan<byte> bytes) => T.ReadLittleEndian(bytes, isUnsigned: false);

    /// <inheritdoc/>
    public bool IsNotNumber(T value) => false;

    /// <inheritdoc/>
    public int Compare(T left, T right) => left.CompareTo(right);

    /// <inheritdoc/>
    public T AsMin(T smallest) => smallest;

    /// <inheritdoc/>
    public T AsMax(T largest) => largest;
}

/// <summary>
/// Numbers of floating point, by their bits. What is not a number is in no order, and zero is taken for -0 below and +0 above:
/// parquet.thrift, union ColumnOrder, TYPE_ORDER.
/// </summary>
/// <typeparam name="TBits">An integer of the same length.</typeparam>
/// <typeparam name="TNumber">The number.</typeparam>
internal readonly struct FloatFormat<TBits, TNumber> : IValueFormat<TBits>
    where TBits : unmanaged, IBinaryInteger<TBits>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    /// <inheritdoc/>
    public int Size => Unsafe.SizeOf<TBits>();

    /// <inheritdoc/>
    public bool HasNotNumbers => true;

    /// <inheritdoc/>
    public TBits From(in ParquetRow.Value value) => TBits.CreateTruncating(value.Low);

    /// <inheritdoc/>
    public void Write(TBits value, Span<byte> into) => value.WriteLittleEndian(into);

    /// <inheritdoc/>
    public TBits Read(ReadOnlySpan<byte> bytes) => TBits.ReadLittleEndian(bytes, isUnsigned: false);

    /// <inheritdoc/>
    public bool IsNotNumber(TBits value) => TNumber.IsNaN(Number(value));

    /// <inheritdoc/>
    public int Compare(TBits left, TBits right) => Number(left).CompareTo(Number(right));

    /// <inheritdoc/>
    public TBits AsMin(TBits smallest) => TNumber.IsZero(Number(smallest)) ? Bits(TNumber.NegativeZero) : smallest;

    /// <inheritdoc/>
    public TBits AsMax(TBits largest) => TNumber.IsZero(Number(largest)) ? Bits(TNumber.Zero) : largest;

    private static TNumber Number(TBits bits) => Unsafe.BitCast<TBits, TNumber>(bits);

    private static TBits Bits(TNumber number) => Unsafe.BitCast<TNumber, TBits>(number);
}

/// <summary>Decimals too long for an integer: two's complement, the highest byte first (LogicalTypes.md, DECIMAL).</summary>
/// <param name="size">Bytes of a value.</param>
internal readonly struct LongDecimalFormat(int size) : IValueFormat<Int128>
{
    private const int Int128Bytes = 16;

    /// <inheritdoc/>
    public int Size => size;

    /// <inheritdoc/>
    public bool HasNotNumbers => false;

    /// <inheritdoc/>
    public Int128 From(in ParquetRow.Value value) => new((ulong)value.High, (ulong)value.Low);

    /// <inheritdoc/>
    public void Write(Int128 value, Span<byte> into)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            into[i] = (byte)(value & byte.MaxValue);
            value >>= 8;
        }
    }

    /// <inheritdoc/>
    public Int128 Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[Int128Bytes];
        whole.Fill((sbyte)bytes[0] < 0 ? byte.MaxValue : (byte)0);
        bytes.CopyTo(whole[^size..]);
        return BinaryPrimitives.ReadInt128BigEndian(whole);
    }

    /// <inheritdoc/>
    public bool IsNotNumber(Int128 value) => false;

    /// <inheritdoc/>
    public int Compare(Int128 left, Int128 right) => left.CompareTo(right);

    /// <inheritdoc/>
    public Int128 AsMin(Int128 smallest) => smallest;

    /// <inheritdoc/>
    public Int128 AsMax(Int128 largest) => largest;
}
