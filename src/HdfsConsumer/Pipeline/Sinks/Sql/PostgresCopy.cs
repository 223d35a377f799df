using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Writes rows as PostgreSQL's binary <c>COPY</c> takes them (PostgreSQL documentation, COPY, Binary Format), straight from the bytes that they wait
/// as: an object for each value would cost more than all the rest.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="copy">Where the rows go. It stays open.</param>
internal sealed class PostgresCopy(SqlTable table, Stream copy)
{
    private const int BufferBytes = 1 << 16;

    private const int NullLength = -1;
    private const short EndOfRows = -1;

    // PostgreSQL counts days and microseconds from 2000-01-01.
    private const int EpochDays = 10_957;
    private const long EpochMicroseconds = EpochDays * TimeSpan.MicrosecondsPerDay;

    // A numeric is digits of four decimals each.
    private const int DecimalsADigit = 4;
    private const int DigitsMax = 8;
    private const short NegativeSign = 0x4000;

    private static readonly uint[] PowersOfTen = [1, 10, 100, 1_000, 10_000];

    private readonly ColumnKind[] _kinds = [.. table.Parsed.Select(column => column.Type.Kind)];
    private readonly bool[] _isWritten = [.. table.IsWritten];
    private readonly short _columns = (short)table.WrittenNames.Count();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _end;

    /// <summary>Writes a whole <c>COPY</c>, from the header to the end.</summary>
    public void Write(IReadOnlyList<TableRow> rows)
    {
        // The signature, then no flags and nothing more of a header.
        Span<byte> header = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.CopyTo(Take(header.Length));
        foreach (var row in rows)
        {
            Write(row);
        }

        WriteInt16(EndOfRows);
        Flush();
    }

    private void Write(TableRow row)
    {
        WriteInt16(_columns);
        var values = new RowReader(row.Values.Span);
        for (var i = 0; i < _kinds.Length; i++)
        {
            var value = values.ReadBytes(_kinds[i], out var isNull);
            if (!_isWritten[i])
            {
                continue;
            }

            if (isNull)
            {
                WriteNull();
            }
            else
            {
                Write(_kinds[i], value);
            }
        }

        foreach (var key in row.DimensionKeys)
        {
            if (key is { } number)
            {
                WriteLong(number);
            }
            else
            {
                WriteNull();
            }
        }

        if (table.IsUpserted)
        {
            WriteLong(row.Order.First);
            WriteInt(row.Order.Partition);
            WriteLong(row.Order.Offset);
        }

        if (table.HasDeletions)
        {
            WriteBoolean(row.IsDeletion);
        }
    }

    private void Write(ColumnKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ColumnKind.Text or ColumnKind.Json:
                WriteText(value);
                break;
            case ColumnKind.Int:
                WriteInt((int)BinaryPrimitives.ReadInt64LittleEndian(value));
                break;
            case ColumnKind.Long:
                WriteLong(BinaryPrimitives.ReadInt64LittleEndian(value));
                break;
            case ColumnKind.Float:
                WriteInt(BitConverter.SingleToInt32Bits((float)BinaryPrimitives.ReadDoubleLittleEndian(value)));
                break;
            case ColumnKind.Double:
                WriteLong(BinaryPrimitives.ReadInt64LittleEndian(value));
                break;
            case ColumnKind.Decimal:
                WriteNumeric(MemoryMarshal.Cast<byte, int>(value));
                break;
            case ColumnKind.Boolean:
                WriteBoolean(value[0] != 0);
                break;
            case ColumnKind.Date:
                WriteInt((int)BinaryPrimitives.ReadInt64LittleEndian(value) - EpochDays);
                break;
            case ColumnKind.Timestamp:
                WriteLong(BinaryPrimitives.ReadInt64LittleEndian(value) - EpochMicroseconds);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No kind.");
        }
    }

    private void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), NullLength);

    private void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), value);

    private void WriteInt(int value)
    {
        var to = Take(sizeof(int) + sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(to, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(to[sizeof(int)..], value);
    }

    private void WriteLong(long value)
    {
        var to = Take(sizeof(int) + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(to, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(to[sizeof(int)..], value);
    }

    private void WriteBoolean(bool value)
    {
        var to = Take(sizeof(int) + 1);
        BinaryPrimitives.WriteInt32BigEndian(to, 1);
        to[sizeof(int)] = value ? (byte)1 : (byte)0;
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), text.Length);
        if (text.Length <= BufferBytes)
        {
            text.CopyTo(Take(text.Length));
            return;
        }

        Flush();
        copy.Write(text);
    }

    /// <summary>How many digits, which power of 10,000 the first has, the sign, decimals behind the point, the digits (<c>numeric_recv</c> in numeric.c).</summary>
    /// <param name="number">As <see cref="decimal.GetBits(decimal)"/> gives it.</param>
    private void WriteNumeric(ReadOnlySpan<int> number)
    {
        var rest = new UInt128((uint)number[2], ((ulong)(uint)number[1] << 32) | (uint)number[0]);
        var sign = number[3] < 0 && rest != 0 ? NegativeSign : (short)0;
        var decimals = (number[3] >> 16) & 0xFF;

        // So many zeros at the end that the point is between two digits.
        rest *= PowersOfTen[(DecimalsADigit - (decimals % DecimalsADigit)) % DecimalsADigit];
        Span<short> digits = stackalloc short[DigitsMax];
        var count = 0;
        for (; rest != 0; rest /= PowersOfTen[DecimalsADigit])
        {
            digits[count++] = (short)(rest % PowersOfTen[DecimalsADigit]);
        }

        var behindPoint = (decimals + DecimalsADigit - 1) / DecimalsADigit;
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), (4 + count) * sizeof(short));
        WriteInt16((short)count);
        WriteInt16((short)(count - behindPoint - 1));
        WriteInt16(sign);
        WriteInt16((short)decimals);
        while (count > 0)
        {
            WriteInt16(digits[--count]);
        }
    }

    private Span<byte> Take(int bytes)
    {
        if (_end + bytes > _buffer.Length)
        {
            Flush();
        }

        _end += bytes;
        return _buffer.AsSpan(_end - bytes, bytes);
    }

    private void Flush()
    {
        copy.Write(_buffer, 0, _end);
        _end = 0;
    }
}
