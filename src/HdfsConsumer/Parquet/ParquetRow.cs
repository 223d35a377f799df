using System.Globalization;
using System.Text.Unicode;

namespace HdfsConsumer.Parquet;

/// <summary>
/// One row on its way into a file. It is filled here, out of the file's sight, so that a record that does not fit leaves
/// nothing behind: <see cref="Clear"/> it, and go on with the next. Columns that are not set are null.
/// </summary>
/// <remarks>Setting a column to a kind that is not its own is a bug and throws <see cref="ArgumentException"/>.</remarks>
/// <param name="schema">The columns; the same as the writer's.</param>
internal sealed class ParquetRow(ParquetSchema schema)
{
    // The Unix epoch, which dates and timestamps count from: LogicalTypes.md, DATE and TIMESTAMP.
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static readonly Int128[] PowersOfTen = [.. Enumerable.Range(0, ParquetType.PrecisionMax + 1).Select(exponent => Int128.Parse("1" + new string('0', exponent), CultureInfo.InvariantCulture))];

    private readonly ParquetType[] _types = [.. schema.Columns.Select(column => column.Type)];
    private readonly Value[] _values = new Value[schema.Columns.Count];
    private byte[] _text = new byte[256];
    private int _textBytes;

    /// <summary>The columns.</summary>
    public ParquetSchema Schema => schema;

    /// <summary>Bytes of the row in memory.</summary>
    public int Bytes => _textBytes + (_values.Length * sizeof(long));

    /// <summary>Makes a column null again.</summary>
    public void SetNull(int column) => _values[column] = default;

    /// <summary>Sets a column to true or false.</summary>
    public void SetBoolean(int column, bool value) => Set(column, ParquetKind.Boolean, value ? 1 : 0);

    /// <summary>Sets a column to a number.</summary>
    public void SetInt32(int column, int value) => Set(column, ParquetKind.Int32, value);

    /// <summary>Sets a column to a number.</summary>
    public void SetInt64(int column, long value) => Set(column, ParquetKind.Int64, value);

    /// <summary>Sets a column to a number, not-a-number and infinities included; its bits are kept.</summary>
    public void SetFloat(int column, float value) => Set(column, ParquetKind.Float, BitConverter.SingleToInt32Bits(value));

    /// <summary>Sets a column to a number, not-a-number and infinities included; its bits are kept.</summary>
    public void SetDouble(int column, double value) => Set(column, ParquetKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Sets a column to a day.</summary>
    public void SetDate(int column, DateOnly value) => Set(column, ParquetKind.Date, value.DayNumber - EpochDay);

    /// <summary>Sets a column to an instant; what is finer than a microsecond is cut off, towards the past.</summary>
    public void SetTimestamp(int column, DateTimeOffset value) =>
        Set(column, ParquetKind.Timestamp, (value.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Sets a column to text in UTF-8; anything else throws, for a file that holds it could not be read.</summary>
    public void SetText(int column, ReadOnlySpan<byte> utf8) => SetUtf8(column, ParquetKind.Text, utf8);

    /// <summary>Sets a column to a JSON document in UTF-8, which is not parsed here.</summary>
    public void SetJson(int column, ReadOnlySpan<byte> utf8) => SetUtf8(column, ParquetKind.Json, utf8);

    /// <summary>Sets a column to a decimal; false, and nothing is set, when that would lose digits on either side of the point.</summary>
    public bool TrySetDecimal(int column, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = new Int128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        return TrySetDecimal(column, value < 0 ? -digits : digits, value.Scale);
    }

    /// <summary>
    /// Sets a column to <paramref name="digits"/> with the last <paramref name="scale"/> of them after the point; false, and
    /// nothing is set, when that would lose digits on either side of the point.
    /// </summary>
    public bool TrySetDecimal(int column, Int128 digits, int scale)
    {
        var type = _types[column];
        ThrowUnless(column, ParquetKind.Decimal);
        for (; scale > type.Scale; scale--)
        {
            if (digits % 10 != 0)
            {
                return false;
            }

            digits /= 10;
        }

        var limit = PowersOfTen[type.Precision];
        for (; scale < type.Scale && digits != 0; scale++)
        {
            if (Int128.Abs(digits) >= limit / 10)
            {
                return false;
            }

            digits *= 10;
        }

        if (digits <= -limit || digits >= limit)
        {
            return false;
        }

        Set(column, ParquetKind.Decimal, (long)(ulong)(digits & ulong.MaxValue), (long)(digits >> 64));
        return true;
    }

    /// <summary>Makes every column null.</summary>
    public void Clear()
    {
        Array.Clear(_values);
        _textBytes = 0;
    }

    /// <summary>The value of a column as it was set.</summary>
    internal ref readonly Value this[int column] => ref _values[column];

    /// <summary>The text that a value stands for.</summary>
    internal ReadOnlySpan<byte> TextOf(in Value value) => _text.AsSpan((int)value.Low, (int)value.High);

    private void SetUtf8(int column, ParquetKind kind, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new ArgumentException($"The value for {schema.Columns[column].Name} is not UTF-8.", nameof(utf8));
        }

        if (utf8.Length > _text.Length - _textBytes)
        {
            Array.Resize(ref _text, Math.Max(_textBytes + utf8.Length, _text.Length * 2));
        }

        Set(column, kind, _textBytes, utf8.Length);
        utf8.CopyTo(_text.AsSpan(_textBytes));
        _textBytes += utf8.Length;
    }

    private void Set(int column, ParquetKind kind, long low, long high = 0)
    {
        ThrowUnless(column, kind);
        _values[column] = new Value(true, low, high);
    }

    private void ThrowUnless(int column, ParquetKind kind)
    {
        if (_types[column].Kind != kind)
        {
            throw new ArgumentException($"{schema.Columns[column].Name} is of kind {_types[column].Kind}, not {kind}.", nameof(column));
        }
    }

    /// <summary>A value as it is stored.</summary>
    /// <param name="IsSet">Whether there is one; null otherwise.</param>
    /// <param name="Low">A number, or the bits of a number, or the lower half of a decimal, or where text begins.</param>
    /// <param name="High">The upper half of a decimal, or the bytes of text.</param>
    internal readonly record struct Value(bool IsSet, long Low, long High);
}
