using System.Buffers;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Puts JSON on one line.</summary>
internal static class OneLine
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\n\r"u8);

    /// <summary>Whether it is on one line.</summary>
    public static bool Is(ReadOnlySpan<byte> json) => !json.ContainsAny(LineBreaks);

    /// <summary>Writes it without the whitespace outside its strings; returns how many bytes that are.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="compacted">Room for as many bytes.</param>
    public static int Write(ReadOnlySpan<byte> json, Span<byte> compacted)
    {
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

        return length;
    }
}
