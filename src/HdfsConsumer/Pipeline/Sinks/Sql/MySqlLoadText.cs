using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Rows of a table that are only added, as <c>LOAD DATA</c> reads them (MySQL Reference Manual, LOAD DATA Statement, Field and Line Handling): tabs between
/// values, a newline behind each row, backslashes before what would be mistaken, <c>\N</c> for null.
/// </summary>
/// <param name="table">The table.</param>
internal sealed class MySqlLoadText(SqlTable table)
{
    /// <summary>No value but a text is longer: a decimal has 31 characters, a floating-point number 24.</summary>
    private const int ValueCharsMax = 40;

    private static readonly SearchValues<byte> Mistakable = SearchValues.Create("\\\t\n\0"u8);

    private readonly ArrayBufferWriter<byte> _text = new();
    private bool _isInRow;

    /// <summary>The rows, until the next one is added.</summary>
    public ReadOnlyMemory<byte> Written => _text.WrittenMemory;

    /// <summary>Adds a row.</summary>
    public void Add(TableRow row)
    {
        var values = new RowReader(row.Values.Span);
        for (var i = 0; i < table.Parsed.Count; i++)
        {
            var kind = table.Parsed[i].Type.Kind;
            var value = values.ReadBytes(kind, out var isNull);
            if (table.IsWritten[i])
            {
                BeginValue();
                Write(kind, value, isNull);
            }
        }

        foreach (var key in row.DimensionKeys)
        {
            BeginValue();
            if (key is { } number)
            {
                Write(number);
            }
            else
            {
                WriteNull();
            }
        }

        _text.Write("\n"u8);
        _isInRow = false;
    }

    /// <summary>Begins again without rows.</summary>
    public void Clear() => _text.ResetWrittenCount();

    private void BeginValue()
    {
        if (_isInRow)
        {
            _text.Write("\t"u8);
        }

        _isInRow = true;
    }

    private void Write(ColumnKind kind, ReadOnlySpan<byte> value, bool isNull)
    {
        if (isNull)
        {
            WriteNull();
            return;
        }

        switch (kind)
        {
            case ColumnKind.Text or ColumnKind.Json:
                WriteText(value);
                break;
            case ColumnKind.Boolean:
                Write((long)value[0]);
                break;
            case ColumnKind.Float or ColumnKind.Double:
                Write(BinaryPrimitives.ReadDoubleLittleEndian(value));
                break;
            case ColumnKind.Decimal:
                Write(new decimal(MemoryMarshal.Cast<byte, int>(value)));
                break;
            case ColumnKind.Date:
                Write(DateTime.UnixEpoch.AddDays(BinaryPrimitives.ReadInt64LittleEndian(value)), "yyyy-MM-dd");
                break;
            case ColumnKind.Timestamp:
                Write(DateTime.UnixEpoch.AddMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(value)), "yyyy-MM-dd HH:mm:ss.ffffff");
                break;
            default:
                Write(BinaryPrimitives.ReadInt64LittleEndian(value));
                break;
        }
    }

    private void WriteNull() => _text.Write("\\N"u8);

    private void Write<T>(T value, string? format = null)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_text.GetSpan(ValueCharsMax), out var written, format, CultureInfo.InvariantCulture);
        _text.Advance(written);
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        for (int mistakable; (mistakable = text.IndexOfAny(Mistakable)) >= 0; text = text[(mistakable + 1)..])
        {
            _text.Write(text[..mistakable]);
            _text.Write([(byte)'\\', text[mistakable] switch { (byte)'\t' => (byte)'t', (byte)'\n' => (byte)'n', 0 => (byte)'0', var other => other }]);
        }

        _text.Write(text);
    }
}
