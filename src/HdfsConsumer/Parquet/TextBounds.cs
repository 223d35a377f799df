using System.Text;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Bounds of text, shortened so that a few long values do not fill the footer: parquet.thrift, struct Statistics, allows bounds
/// that are not values as long as they are valid text.
/// </summary>
internal static class TextBounds
{
    /// <summary>Longer bounds are shortened to about this: enough to tell names, addresses and identifiers apart.</summary>
    public const int BytesMax = 64;

    /// <summary>The bounds for a smallest and a largest value, or null when no text of that length lies above the largest.</summary>
    public static ValueBounds? Of(ReadOnlySpan<byte> smallest, ReadOnlySpan<byte> largest)
    {
        var isMinExact = smallest.Length <= BytesMax;
        var isMaxExact = largest.Length <= BytesMax;
        var max = isMaxExact ? largest.ToArray() : Above(largest);
        return max is null ? null : new ValueBounds(Prefix(smallest).ToArray(), isMinExact, max, isMaxExact);
    }

    private static ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> text)
    {
        if (text.Length <= BytesMax)
        {
            return text;
        }

        // A character is not cut in two: its further bytes begin with the bits 10.
        var length = BytesMax;
        while ((text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return text[..length];
    }

    // The shortest change that makes a prefix larger than all that begin with it: its last character becomes the next one.
    private static byte[]? Above(ReadOnlySpan<byte> text)
    {
        for (var prefix = Prefix(text); !prefix.IsEmpty;)
        {
            Rune.DecodeLastFromUtf8(prefix, out var last, out var length);
            prefix = prefix[..^length];
            if (last.Value < 0x10FFFF)
            {
                // Behind the last code point before the surrogates, which are no characters, comes the first one after them.
                var next = new Rune(last.Value == 0xD7FF ? 0xE000 : last.Value + 1);
                var bytes = new byte[prefix.Length + next.Utf8SequenceLength];
                prefix.CopyTo(bytes);
                next.EncodeToUtf8(bytes.AsSpan(prefix.Length));
                return bytes;
            }
        }

        return null;
    }
}
