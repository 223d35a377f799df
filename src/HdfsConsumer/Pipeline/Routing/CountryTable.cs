using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>Finds the ISO 3166-1 alpha-2 code that a text means: a code, or a name in English, French or the country's own languages.</summary>
/// <remarks>
/// The names and where they come from are in <c>countries.tsv</c>, embedded in the program, so the answer is the same on every
/// machine and under every culture. One text never means two countries: a table that says so is refused at the first search. Safe for concurrent use.
/// </remarks>
internal sealed class CountryTable
{
    private const string ResourceName = "countries.tsv";

    /// <summary>Longer texts are no country: the longest name in the table has 52 characters.</summary>
    private const int TextCharsMax = 256;

    private const int KeyCharsMax = 128;

    /// <summary>A character becomes at most four when decomposed (UAX #15, table of maximum expansion factors, NFD in UTF-16).</summary>
    private const int DecompositionFactorMax = 4;

    /// <summary>Part of the fingerprint. Raise it with every change after which a text may find another country than before.</summary>
    private const byte FoldingVersion = 1;

    private readonly byte[] _rows;

    // Folding two thousand names takes some 7 ms in a cold process, so it waits for the first text that is looked for.
    private readonly Lazy<Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>>> _alpha2ByKey;

    private CountryTable(byte[] rows)
    {
        _rows = rows;
        _alpha2ByKey = new(() => Fold(Encoding.UTF8.GetString(rows)).GetAlternateLookup<ReadOnlySpan<char>>());
    }

    /// <summary>SHA-256, in lower-case hexadecimal, of the rows and the folding: another value means that some text may find another country.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData([FoldingVersion, .. _rows]));

    /// <summary>Takes the table that is embedded in the program.</summary>
    public static CountryTable Load()
    {
        using Stream stream = typeof(CountryTable).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The program was built without its resource {ResourceName}.");
        byte[] table = new byte[stream.Length];
        stream.ReadExactly(table);
        return Parse(table);
    }

    /// <summary>Takes a table in the form that the head of <c>countries.tsv</c> describes.</summary>
    /// <remarks>
    /// The first search throws <see cref="FormatException"/> where a line has not three columns, a name is empty or too long, or one name
    /// means two countries.
    /// </remarks>
    public static CountryTable Parse(ReadOnlySpan<byte> utf8)
    {
        while (utf8.StartsWith("#"u8))
        {
            int end = utf8.IndexOf((byte)'\n');
            utf8 = end < 0 ? [] : utf8[(end + 1)..];
        }

        return new CountryTable(utf8.ToArray());
    }

    /// <summary>
    /// Finds the country that <paramref name="text"/> means. Case, accents, their composition (NFC or NFD), punctuation, spaces,
    /// "and", "et" and the articles the, la, le, les, l' do not count; two or three letters that are a code mean that code.
    /// </summary>
    /// <param name="text">Any text, also one that is not well-formed UTF-16.</param>
    /// <param name="alpha2">The code in capitals, two letters.</param>
    public bool TryFind(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string alpha2)
    {
        alpha2 = null;
        text = text.Trim();
        if (text.Length > TextCharsMax)
        {
            return false;
        }

        Span<char> key = stackalloc char[KeyCharsMax];

        // Codes first and not folded: ET is Ethiopia, LA is Laos and AND is Andorra, though folding drops them as words.
        if (text.Length is 2 or 3 && Ascii.ToLower(text, key, out int length) == OperationStatus.Done
            && _alpha2ByKey.Value.TryGetValue(key[..length], out alpha2))
        {
            return true;
        }

        Span<char> decomposed = stackalloc char[TextCharsMax * DecompositionFactorMax];
        return TryFold(Decompose(text, decomposed), key, out length) && _alpha2ByKey.Value.TryGetValue(key[..length], out alpha2);
    }

    private static Dictionary<string, string> Fold(string rows)
    {
        var alpha2ByKey = new Dictionary<string, string>(4096, StringComparer.Ordinal);
        char[] key = new char[KeyCharsMax];

        // Decomposed once as a whole: two thousand small calls take longer than all the rest.
        foreach (string row in rows.Normalize(NormalizationForm.FormD).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] columns = row.Split('\t');
            if (columns.Length != 3)
            {
                throw Wrong($"'{row}' should be alpha-2, alpha-3 and names, separated by tabs.");
            }

            string alpha2 = columns[0];
            Add(alpha2ByKey, alpha2.ToLowerInvariant(), alpha2);
            Add(alpha2ByKey, columns[1].ToLowerInvariant(), alpha2);
            foreach (string name in columns[2].Split('|'))
            {
                if (!TryFold(name, key, out int length))
                {
                    throw Wrong($"'{name}' of {alpha2} is empty or too long.");
                }

                Add(alpha2ByKey, new string(key, 0, length), alpha2);
            }
        }

        return alpha2ByKey;
    }

    private static void Add(Dictionary<string, string> alpha2ByKey, string key, string alpha2)
    {
        if (!alpha2ByKey.TryAdd(key, alpha2) && alpha2ByKey[key] != alpha2)
        {
            throw Wrong($"'{key}' means both {alpha2ByKey[key]} and {alpha2}.");
        }
    }

    private static FormatException Wrong(string what) => new($"{ResourceName}: {what}");

    private static ReadOnlySpan<char> Decompose(ReadOnlySpan<char> text, Span<char> decomposed)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        // Normalization throws on a lone surrogate and on U+FFFE; the first is enumerated as U+FFFD.
        Span<char> wellFormed = stackalloc char[TextCharsMax];
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            length += (rune.Value == 0xFFFE ? Rune.ReplacementChar : rune).EncodeToUtf16(wellFormed[length..]);
        }

        return wellFormed[..length].TryNormalize(decomposed, out length, NormalizationForm.FormD) ? decomposed[..length] : [];
    }

    /// <summary>Keeps the letters and digits of a decomposed text in lower case, without accents, spaces and the words that do not count.</summary>
    private static bool TryFold(ReadOnlySpan<char> decomposed, Span<char> key, out int length)
    {
        length = 0;
        int wordStart = 0;
        foreach (Rune rune in decomposed.EnumerateRunes())
        {
            if (length + 2 > key.Length)
            {
                return false;
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber:
                    length += Spell(Rune.ToLowerInvariant(rune), key[length..]);
                    break;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark:
                    break;
                default:
                    length = wordStart = EndOfWord(key, wordStart, length);
                    break;
            }
        }

        length = EndOfWord(key, wordStart, length);
        return length > 0;
    }

    /// <summary>Writes a lower-case letter; those that Unicode does not decompose as people do are spelled out.</summary>
    private static int Spell(Rune letter, Span<char> key)
    {
        string? spelling = letter.Value switch
        {
            'ı' => "i", // Turkish: ToLowerInvariant keeps it apart from i; the capital İ was decomposed into I and a dot
            'ə' => "e",
            'ø' => "o",
            'ł' => "l",
            'đ' or 'ð' => "d",
            'ŧ' => "t",
            'ŋ' => "n",
            'ħ' => "h",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'þ' => "th",
            'ς' => "σ",
            _ => null,
        };
        if (spelling is null)
        {
            return letter.EncodeToUtf16(key);
        }

        spelling.CopyTo(key);
        return spelling.Length;
    }

    private static int EndOfWord(ReadOnlySpan<char> key, int wordStart, int length) =>
        key[wordStart..length] is "the" or "la" or "le" or "les" or "l" or "and" or "et" ? wordStart : length;
}
