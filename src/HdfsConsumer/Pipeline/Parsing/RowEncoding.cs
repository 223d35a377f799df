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
