using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Writes the typed columns of a record as one line of JSON, in the order of the settings.</summary>
internal sealed class ColumnsWriter
{
    private const int ShownCharsMax = 100;

    private readonly IReadOnlyList<(ColumnSettings Column, int Slot)> _columns;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Makes a writer, and gives each column's member a slot.</summary>
    public ColumnsWriter(IReadOnlyList<ColumnSettings> columns, FieldTable fields)
    {
        _columns = [.. columns.Select(column => (column, fields.SlotOf(column.From)))];
        Fingerprint = string.Join(' ', columns.Select(column => $"{RuleText.Name(column.Name)}<{RuleText.Name(column.From)}:{column.Type}{(column.IsRequired ? "!" : "")}"));
    }

    /// <summary>Changes when the same record could be written differently.</summary>
    public string Fingerprint { get; }

    /// <summary>Writes the columns.</summary>
    /// <param name="record">The record.</param>
    /// <param name="line">The line, without a newline, valid until the next call.</param>
    /// <param name="missing">The required columns without a value; null when they all have one.</param>
    /// <returns>Which column does not fit, and why; null when all do.</returns>
    public string? Write(ParsedRecord record, out ReadOnlySpan<byte> line, out IReadOnlyList<string>? missing)
    {
        line = default;
        missing = null;
        List<string>? withoutValue = null;
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var (column, slot) in _columns)
        {
            if (!ColumnValue.TryRead(record, slot, column.Type, out var value))
            {
                return $"{column.Name} '{Shown(record.TextOf(slot)!)}' is no {column.Type}";
            }

            if (column.IsRequired && (value.IsNull || (column.Type.Kind == ColumnKind.Text && value.Text.Length == 0)))
            {
                (withoutValue ??= []).Add(column.Name);
            }

            json.WritePropertyName(column.Name);
            Write(json, column.Type.Kind, value);
        }

        json.WriteEndObject();
        json.Flush();
        line = _line.WrittenSpan;
        missing = withoutValue;
        return null;
    }

    private static string Shown(string text) => text.Length > ShownCharsMax ? $"{FirstOf(text, ShownCharsMax)}..." : text;

    // A character of two halves is not cut through.
    private static string FirstOf(string text, int chars) => text[..(char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars)];

    private static void Write(Utf8JsonWriter json, ColumnKind kind, ColumnValue value)
    {
        if (value.IsNull)
        {
            json.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case ColumnKind.Text:
                json.WriteStringValue(value.Text);
                break;
            case ColumnKind.Json:
                json.WriteRawValue(value.Text, skipInputValidation: true);
                break;
            case ColumnKind.Int or ColumnKind.Long:
                json.WriteNumberValue(value.Integer);
                break;
            case ColumnKind.Boolean:
                json.WriteBooleanValue(value.Integer == 1);
                break;
            case ColumnKind.Decimal:
                json.WriteNumberValue(value.Decimal);
                break;
            case ColumnKind.Float when double.IsFinite(value.Real):
                json.WriteNumberValue((float)value.Real);
                break;
            case ColumnKind.Double when double.IsFinite(value.Real):
                json.WriteNumberValue(value.Real);
                break;
            case ColumnKind.Float or ColumnKind.Double:
                // JSON has no number for it.
                json.WriteStringValue(value.Real.ToString(CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Date:
                json.WriteStringValue(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)value.Integer).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Timestamp:
                json.WriteStringValue(DateTime.UnixEpoch.AddTicks(value.Integer * TimeSpan.TicksPerMicrosecond));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No kind.");
        }
    }
}
