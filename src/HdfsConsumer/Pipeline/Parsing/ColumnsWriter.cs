using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Writes the typed columns of a record as one line of JSON, in the order of the settings.</summary>
internal sealed class ColumnsWriter : IColumnsForm
{
    private readonly TypedColumns _columns;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Makes a writer, and gives each column's member a slot.</summary>
    public ColumnsWriter(IReadOnlyList<ColumnSettings> columns, FieldTable fields) => _columns = new TypedColumns(columns, fields);

    /// <inheritdoc/>
    public string Fingerprint => _columns.Fingerprint;

    /// <inheritdoc/>
    /// <remarks>The line is without a newline.</remarks>
    public string? Write(ParsedRecord record, out ReadOnlySpan<byte> line, out IReadOnlyList<string>? missing)
    {
        line = default;
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (_columns.Read(record, json, static (to, column, value) => Write(to, column, value), out missing) is { } refusal)
        {
            return refusal;
        }

        json.WriteEndObject();
        json.Flush();
        line = _line.WrittenSpan;
        return null;
    }

    private static void Write(Utf8JsonWriter json, ColumnSettings column, ColumnValue value)
    {
        json.WritePropertyName(column.Name);
        Write(json, column.Type.Kind, value);
    }

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
