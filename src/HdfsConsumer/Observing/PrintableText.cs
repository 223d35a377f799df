using System.Globalization;
using System.Text;

namespace HdfsConsumer.Observing;

/// <summary>Text from elsewhere as it may be shown on a line: it can neither end the line nor steer the terminal.</summary>
internal static class PrintableText
{
    /// <summary>
    /// The text with control characters, line and paragraph separators, lone surrogates and the marks that turn the direction
    /// of writing spelled out (<c>\n</c>, <c>\u001b</c>), and cut after <paramref name="charsMax"/> characters.
    /// </summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="charsMax">Characters of it that are shown; more become <c>...</c>.</param>
    public static string Of(string text, int charsMax = 2000)
    {
        if (text.Length <= charsMax && !text.Any(IsUnsafe))
        {
            return text;
        }

        var shown = new StringBuilder(Math.Min(text.Length, charsMax) + 16);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, charsMax)).EnumerateRunes())
        {
            // The replacement character stands for a lone surrogate, and for a pair that the cut went through.
            shown.Append(rune.IsBmp && IsUnsafe((char)rune.Value) ? Spelled((char)rune.Value) : rune.ToString());
        }

        return text.Length > charsMax ? shown.Append("...").ToString() : shown.ToString();
    }

    private static bool IsUnsafe(char letter) =>
        letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        || char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    private static string Spelled(char letter) => letter switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)letter:x4}"),
    };
}
