using System.Buffers;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Reads Kafka's key of a deletion as the keys of a table: a JSON object by their names, or their texts with slashes between them, in their order.
/// </summary>
internal static class MessageKey
{
    /// <summary>A row in which only the keys have values; null when the key does not say them all.</summary>
    public static byte[]? TryRead(ReadOnlySpan<byte> key, SqlTable table)
    {
        if (TextsIn(key, table) is not { } texts)
        {
            return null;
        }

        var row = new ArrayBufferWriter<byte>();
        foreach (var column in table.Parsed)
        {
            var value = ColumnValue.Null;
            if (table.KeyColumns.Contains(column) && !TryRead(texts[column.Name], column.Type, out value))
            {
                return null;
            }

            RowEncoding.Write(row, column.Type.Kind, value);
        }

        return row.WrittenSpan.ToArray();
    }

    private static bool TryRead(string text, ColumnType type, out ColumnValue value)
    {
        value = ColumnValue.Of(text);
        return text.Length > 0 && (type.Kind == ColumnKind.Text || ColumnValue.TryRead(text, type, out value));
    }

    private static Dictionary<string, string>? TextsIn(ReadOnlySpan<byte> key, SqlTable table)
    {
        if (ObjectIn(key) is { } members)
        {
            return table.Settings.Keys.All(members.ContainsKey) ? members : null;
        }

        var text = Encoding.UTF8.GetString(key).Trim();
        var parts = table.Settings.Keys.Count == 1 ? [text] : text.Split('/');
        return parts.Length == table.Settings.Keys.Count
            ? table.Settings.Keys.Zip(parts).ToDictionary(pair => pair.First, pair => pair.Second.Trim())
            : null;
    }

    private static Dictionary<string, string>? ObjectIn(ReadOnlySpan<byte> key)
    {
        try
        {
            var reader = new Utf8JsonReader(key);
            using var json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString().Trim())
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, a member that is there twice, or an escaped half of a surrogate pair, which is valid JSON and no text.
            return null;
        }
    }
}
