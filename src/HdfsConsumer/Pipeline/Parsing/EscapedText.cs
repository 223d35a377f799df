using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>What a string of JSON says that has escapes in it.</summary>
internal static class EscapedText
{
    /// <summary>Reads it; false when it is no text: valid JSON may hold one half of a surrogate pair.</summary>
    /// <param name="raw">What is between its quotes.</param>
    /// <param name="text">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out string? text)
    {
        try
        {
            var quoted = new byte[raw.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            raw.CopyTo(quoted.AsSpan(1));
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
