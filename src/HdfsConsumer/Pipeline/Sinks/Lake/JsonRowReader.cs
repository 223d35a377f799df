using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>Reads a line, one JSON object, into a row: each member into the column of its name.</summary>
internal sealed class JsonRowReader
{
    private readonly LakeSchema _schema;
    private readonly ParquetType[] _types;
    private byte[] _text = new byte[256];

    /// <summary>Makes a reader for rows of a schema.</summary>
    /// <param name="schema">The columns as records have them.</param>
    /// <param name="row">The row that is filled, of the same columns as files have them.</param>
    public JsonRowReader(LakeSchema schema, ParquetRow row)
    {
        _schema = schema;
        _types = [.. row.Schema.Columns.Select(column => column.Type)];
        Row = row;
    }

    /// <summary>The row that is filled.</summary>
    public ParquetRow Row { get; }

    /// <summary>Fills the row; false, and the row is empty, when the line has a member without a column, or a value that is wider than its column.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, MemberKinds.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = _schema.Members.Find(ref reader);
            reader.Read();
            if (column < 0 || !TrySet(ref reader, line, column, _types[column]))
            {
                Row.Clear();
                return false;
            }
        }

        return true;
    }

    private bool TrySet(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, int column, ParquetType type)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            // Of a member that is there twice, the last counts.
            Row.SetNull(column);
            return true;
        }

        if (type.Kind == ParquetKind.Json)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Row.SetJson(column, line[start..(int)reader.BytesConsumed]);
            return true;
        }

        return reader.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False => TrySetBoolean(column, type, reader.GetBoolean()),
            JsonTokenType.Number => TrySetNumber(ref reader, column, type),
            JsonTokenType.String => TrySetText(ref reader, column, type),
            _ => false,
        };
    }

    private bool TrySetBoolean(int column, ParquetType type, bool value)
    {
        if (type.Kind != ParquetKind.Boolean)
        {
            return false;
        }

        Row.SetBoolean(column, value);
        return true;
    }

    private bool TrySetNumber(ref Utf8JsonReader reader, int column, ParquetType type)
    {
        switch (type.Kind)
        {
            case ParquetKind.Int32 when reader.TryGetInt32(out var number):
                Row.SetInt32(column, number);
                return true;
            case ParquetKind.Int64 when reader.TryGetInt64(out var number):
                Row.SetInt64(column, number);
                return true;
            case ParquetKind.Float when reader.TryGetSingle(out var number):
                Row.SetFloat(column, number);
                return true;
            case ParquetKind.Double when reader.TryGetDouble(out var number):
                Row.SetDouble(column, number);
                return true;
            case ParquetKind.Decimal when reader.TryGetDecimal(out var number):
                return Row.TrySetDecimal(column, number);
            default:
                return false;
        }
    }

    private bool TrySetText(ref Utf8JsonReader reader, int column, ParquetType type)
    {
        if (type.Kind == ParquetKind.Text)
        {
            Row.SetText(column, TextOf(ref reader));
            return true;
        }

        // What the parser wrote of a typed column: numbers that JSON has no number for, days and moments.
        switch (type.Kind)
        {
            case ParquetKind.Float when float.TryParse(TextOf(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                Row.SetFloat(column, number);
                return true;
            case ParquetKind.Double when double.TryParse(TextOf(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                Row.SetDouble(column, number);
                return true;
            case ParquetKind.Date when DateOnly.TryParseExact(Encoding.UTF8.GetString(TextOf(ref reader)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                Row.SetDate(column, day);
                return true;
            case ParquetKind.Timestamp when reader.TryGetDateTimeOffset(out var moment):
                Row.SetTimestamp(column, moment);
                return true;
            default:
                return false;
        }
    }

    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (reader.ValueSpan.Length > _text.Length)
        {
            _text = new byte[reader.ValueSpan.Length * 2];
        }

        return _text.AsSpan(0, reader.CopyString(_text));
    }
}
