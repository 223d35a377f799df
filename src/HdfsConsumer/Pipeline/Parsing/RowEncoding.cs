using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Writes the typed columns of a record as bytes that <see cref="RowReader"/> reads: what a row waits as, until its table gets it.</summary>
/// <remarks>
/// For each column, in the order of the settings: 0 for null, else 1 and the value: whole numbers, days and moments 8 bytes, booleans 1, floating-point
/// numbers 8, decimals 16, without zeros at their end, text and JSON the number of bytes (4) and UTF-8. Little-endian.
/// </remarks>
internal sealed class RowEncoding : IColumnsForm
{
    private readonly TypedColumns _columns;
    private readonly ArrayBufferWriter<byte> _row = new();

    /// <summary>Makes an encoding, and gives each column's member a slot.</summary>
    public RowEncoding(IReadOnlyList<ColumnSettings> columns, FieldTable fields) => _columns = new TypedColumns(columns, fields);

    /// <inheritdoc/>
    public string Fingerprint => _columns.Fingerprint;

    /// <inheritdoc/>
    public string? Write(ParsedRecord record, out ReadOnlySpan<byte> line, out IReadOnlyList<string>? missing)
    {
        line = default;
        _row.ResetWrittenCount();
        if (_columns.Read(record, _row, static (row, column, value) => Write(row, column.Type.Kind, value), out missing) is { } refusal)
        {
            return refusal;
        }

        line = _row.WrittenSpan;
        return null;
    }

    /// <summary>Writes one value.</summary>
    public static void Write(ArrayBufferWriter<byte> row, ColumnKind kind, ColumnValue value)
    {
        if (value.IsNull)
        {
            Take(row, 0)[0] = 0;
            return;
        }

        switch (kind)
        {
            case ColumnKind.Text or ColumnKind.Json:
                var bytes = Encoding.UTF8.GetByteCount(value.Text);
                var text = TakeValue(row, sizeof(int) + bytes);
                BinaryPrimitives.WriteInt32LittleEndian(text, bytes);
                Encoding.UTF8.GetBytes(value.Text, text[sizeof(int)..]);
                break;
            case ColumnKind.Boolean:
                TakeValue(row, 1)[0] = (byte)value.Integer;
                break;
            case ColumnKind.Float or ColumnKind.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(TakeValue(row, sizeof(double)), value.Real);
                break;
            case ColumnKind.Decimal:
                decimal.GetBits(WithoutEndingZeros(value.Decimal), MemoryMarshal.Cast<byte, int>(TakeValue(row, sizeof(decimal))));
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(TakeValue(row, sizeof(long)), value.Integer);
                break;
        }
    }

    /// <summary>Where the bytes of a value go, which is not null.</summary>
    private static Span<byte> TakeValue(ArrayBufferWriter<byte> row, int bytes)
    {
        var taken = Take(row, bytes);
        taken[0] = 1;
        return taken[1..];
    }

    private static Span<byte> Take(ArrayBufferWriter<byte> row, int bytes)
    {
        var taken = row.GetSpan(1 + bytes)[..(1 + bytes)];
        row.Advance(1 + bytes);
        return taken;
    }

    // A division by one with the most zeros that it can have leaves the fewest digits that say the same.
    private static decimal WithoutEndingZeros(decimal number) => number / 1.0000000000000000000000000000m;
}

/// <summary>Reads what <see cref="RowEncoding"/> wrote, column by column.</summary>
/// <param name="row">The row, from its first column on.</param>
internal ref struct RowReader(ReadOnlySpan<byte> row)
{
    private ReadOnlySpan<byte> _rest = row;

    /// <summary>The next column's value.</summary>
    /// <param name="kind">What the settings say that it is.</param>
    public ColumnValue Read(ColumnKind kind)
    {
        var bytes = ReadBytes(kind, out var isNull);
        return isNull ? ColumnValue.Null : kind switch
        {
            ColumnKind.Text or ColumnKind.Json => ColumnValue.Of(Encoding.UTF8.GetString(bytes)),
            ColumnKind.Boolean => ColumnValue.Of((long)bytes[0]),
            ColumnKind.Float or ColumnKind.Double => ColumnValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
            ColumnKind.Decimal => ColumnValue.Of(new decimal(MemoryMarshal.Cast<byte, int>(bytes))),
            _ => ColumnValue.Of(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        };
    }

    /// <summary>The next column's bytes: of two values of a kind the same only when they are equal.</summary>
    public ReadOnlySpan<byte> ReadBytes(ColumnKind kind, out bool isNull)
    {
        isNull = _rest[0] == 0;
        _rest = _rest[1..];
        if (isNull)
        {
            return default;
        }

        var length = kind switch
        {
            ColumnKind.Text or ColumnKind.Json => BinaryPrimitives.ReadInt32LittleEndian(_rest),
            ColumnKind.Boolean => 1,
            ColumnKind.Decimal => sizeof(decimal),
            _ => sizeof(long),
        };
        var start = kind is ColumnKind.Text or ColumnKind.Json ? sizeof(int) : 0;
        var bytes = _rest.Slice(start, length);
        _rest = _rest[(start + length)..];
        return bytes;
    }
}
