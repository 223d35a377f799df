using System.Text.Json;
using System.Text.Unicode;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Producing.JsonLines;

/// <summary>Looks into one JSON text, without keeping it.</summary>
/// <param name="keyField">The field whose value is the key; null for none.</param>
/// <param name="takenFields">Fields that it must not have; with any, and with a key field, it must be an object.</param>
internal sealed class JsonLine(string? keyField, IReadOnlyList<string> takenFields)
{
    private const int DepthMax = 512;

    /// <summary>Checks a text and finds its key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key; null when there is none.</param>
    /// <returns>Why it cannot be published, null when it can.</returns>
    public string? Check(ReadOnlySpan<byte> text, out byte[]? key)
    {
        key = null;
        if (!Utf8.IsValid(text))
        {
            return "is not valid UTF-8; if it is Latin-1, say --encoding latin-1";
        }

        if (keyField is null && takenFields.Count == 0 && MemberScanner.IsJson(text))
        {
            // Nearly all texts are, and this is the quicker way to see it. What is wrong with another, or how deep it is, the reader says.
            return null;
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            return Check(ref reader, ref key);
        }
        catch (JsonException e)
        {
            return $"is not JSON: {WithoutPosition(e.Message)}";
        }
    }

    private string? Check(ref Utf8JsonReader reader, ref byte[]? key)
    {
        reader.Read();
        if (keyField is null && takenFields.Count == 0)
        {
            reader.Skip();
            reader.Read();
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "is no JSON object";
        }

        string? problem = null;
        var hasKey = keyField is null;
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                continue;
            }

            if (keyField is not null && reader.ValueTextEquals(keyField))
            {
                hasKey = true;
                reader.Read();
                problem ??= TakeKey(ref reader, out key);
            }
            else if (IsTaken(ref reader))
            {
                problem ??= $"has a field '{reader.GetString()}' already";
            }
        }

        return problem ?? (hasKey ? null : $"has no field '{keyField}' for the key");
    }

    private bool IsTaken(ref Utf8JsonReader reader)
    {
        foreach (var taken in takenFields)
        {
            if (reader.ValueTextEquals(taken))
            {
                return true;
            }
        }

        return false;
    }

    private string? TakeKey(ref Utf8JsonReader reader, out byte[]? key)
    {
        key = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                key = new byte[reader.ValueSpan.Length];
                key = key[..reader.CopyString(key)];
                return null;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                key = reader.ValueSpan.ToArray();
                return null;
            default:
                return $"has a field '{keyField}' that is an object or a list, which cannot be the key";
        }
    }

    // The message ends with the position in words of its own, counted from zero.
    private static string WithoutPosition(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
