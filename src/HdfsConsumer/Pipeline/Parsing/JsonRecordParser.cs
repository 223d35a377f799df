using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Reads a record as JSON: one pass that validates it and finds the members that decide where it goes. Of a member that is
/// there twice, the last counts.
/// </summary>
/// <param name="recordBytesMax">Larger values are dead letters.</param>
internal sealed class JsonRecordParser(int recordBytesMax)
{
    /// <summary>Changes whenever the same bytes could be read differently.</summary>
    public const int Version = 1;

    /// <summary>Deeper nesting is not JSON here: readers of the files would give up on it.</summary>
    public const int DepthMax = 512;

    /// <summary>What decides whether a record can be landed.</summary>
    public string Fingerprint { get; } = string.Create(CultureInfo.InvariantCulture, $"json {Version} {recordBytesMax} {DepthMax}");

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\n\r"u8);

    private readonly ArrayBufferWriter<byte> _compacted = new();

    /// <summary>
    /// Parses a record. <paramref name="parsed"/> is valid until the next call, and only when
    /// <see cref="DeadLetterReason.None"/> is returned.
    /// </summary>
    public DeadLetterReason Parse(ConsumedRecord record, out ParsedRecord parsed)
    {
        parsed = default;
        var value = record.Value;
        if (record.IsTombstone)
        {
            return DeadLetterReason.Tombstone;
        }

        if (value.Length > recordBytesMax)
        {
            return DeadLetterReason.TooLarge;
        }

        if (value.Trim(" \t\r\n"u8).IsEmpty)
        {
            return DeadLetterReason.Empty;
        }

        if (!Utf8.IsValid(value))
        {
            return DeadLetterReason.NotUtf8;
        }

        try
        {
            return Read(value, out parsed);
        }
        catch (JsonException)
        {
            return DeadLetterReason.NotJson;
        }
    }

    private DeadLetterReason Read(ReadOnlySpan<byte> value, out ParsedRecord parsed)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = DepthMax });
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        JsonText country = default, city = default, location = default;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("country"u8))
            {
                country = TextOf(ref reader);
            }
            else if (reader.ValueTextEquals("city"u8))
            {
                city = TextOf(ref reader);
            }
            else if (reader.ValueTextEquals("location"u8))
            {
                location = TextOf(ref reader);
            }
        }

        parsed = isObject ? new ParsedRecord(OnOneLine(value), country, city, location) : default;
        return isObject ? DeadLetterReason.None : DeadLetterReason.NotAnObject;
    }

    private static JsonText TextOf(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? new JsonText(reader.ValueSpan, reader.ValueIsEscaped) : default;
    }

    /// <summary>The record as it came when it is one line, else without the whitespace outside its strings.</summary>
    private ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAny(LineBreaks))
        {
            return json;
        }

        _compacted.ResetWrittenCount();
        var compacted = _compacted.GetSpan(json.Length);
        var length = 0;
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            if (!isInString && b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                continue;
            }

            compacted[length++] = b;
            if (b == '"')
            {
                isInString = !isInString;
            }
            else if (isInString && b == '\\')
            {
                compacted[length++] = json[++i];
            }
        }

        return compacted[..length];
    }
}
