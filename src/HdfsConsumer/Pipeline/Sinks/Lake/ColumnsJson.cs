using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>Columns as they are kept: a JSON object with a member for each, its type in words, in their order.</summary>
internal static class ColumnsJson
{
    /// <summary>What stands for the type of a column that had only nulls.</summary>
    private const string Undecided = "null";

    private static readonly Dictionary<string, ParquetType> Types = new()
    {
        ["boolean"] = ParquetType.Boolean,
        ["long"] = ParquetType.Int64,
        ["double"] = ParquetType.Double,
        ["text"] = ParquetType.Text,
        ["json"] = ParquetType.Json,
    };

    /// <summary>Writes them.</summary>
    public static byte[] Write(LakeSchema schema)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var (name, type) in schema.Columns)
        {
            json.WriteString(name, Types.FirstOrDefault(known => known.Value == type).Key ?? Undecided);
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads them.</summary>
    public static LakeSchema Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        var columns = new List<LakeColumn>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            columns.Add(new LakeColumn(name, Types.TryGetValue(reader.GetString()!, out var type) ? type : null));
        }

        return new LakeSchema(columns);
    }
}
