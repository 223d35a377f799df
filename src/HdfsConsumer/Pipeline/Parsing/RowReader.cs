using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

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
