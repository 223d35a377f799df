using System.Text.Json;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>The types that columns get from what records have: a number is whole or not, and what has members of its own is JSON.</summary>
internal static class MemberKinds
{
    /// <summary>How lines are read: as deep as the parser lets them be.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = JsonRecordParser.DepthMax };

    /// <summary>The type of the value at the reader; null for null.</summary>
    /// <param name="reader">Stands at the value; is moved to its end.</param>
    /// <param name="refusal">Why no column can hold it; null when one can.</param>
    public static ParquetType? TypeOf(ref Utf8JsonReader reader, out string? refusal)
    {
        refusal = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                return ParquetType.Boolean;
            case JsonTokenType.Number when reader.TryGetInt64(out _):
                return ParquetType.Int64;
            case JsonTokenType.Number:
                refusal = reader.TryGetDouble(out var number) && double.IsFinite(number) ? null : "a number that is too large";
                return ParquetType.Double;
            case JsonTokenType.String:
                refusal = reader.ValueIsEscaped && TextOf(ref reader) is null ? "text with half of a surrogate pair" : null;
                return ParquetType.Text;
            default:
                reader.Skip();
                return ParquetType.Json;
        }
    }

    /// <summary>The type that holds values of both; null when there is none.</summary>
    /// <param name="known">The column's type so far.</param>
    /// <param name="found">The type of a value.</param>
    public static ParquetType? Widened(ParquetType known, ParquetType found) => (known.Kind, found.Kind) switch
    {
        var (one, other) when one == other => known,
        (ParquetKind.Int64, ParquetKind.Double) => ParquetType.Double,
        (ParquetKind.Double, ParquetKind.Int64) => known,
        (ParquetKind.Json, _) => known,
        _ => null,
    };

    /// <summary>A type in words.</summary>
    public static string InWords(ParquetType type) => type.Kind switch
    {
        ParquetKind.Boolean => "true or false",
        ParquetKind.Int64 or ParquetKind.Double => "a number",
        ParquetKind.Text => "text",
        _ => "an object or a list",
    };

    /// <summary>The string or the name at the reader; null when it is no text: valid JSON may hold one half of a surrogate pair, escaped.</summary>
    public static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
