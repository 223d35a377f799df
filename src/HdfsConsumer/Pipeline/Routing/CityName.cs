using System.Globalization;
using System.Text;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>Turns the name of a city into the name of its folder.</summary>
internal static class CityName
{
    /// <summary>The folder of names in which nothing can be kept.</summary>
    public const string Unknown = "Unknown-City";

    private const int BytesMax = 200;

    /// <summary>At most this many marks follow a letter, as in UAX #15's Stream-Safe Text Format: what composes is far shorter.</summary>
    private const int JoinedRunesMax = 30;

    /// <summary>A rune and all that may join it.</summary>
    private const int ClusterCharsMax = 2 * (1 + JoinedRunesMax);

    private const int ChunkCharsMax = 512;

    /// <summary>A character becomes at most three when composed (UAX #15, table of maximum expansion factors, NFC in UTF-16).</summary>
    private const int CompositionFactorMax = 3;

    /// <summary>Gives the folder for any name, however hostile: always one path component that is safe below any folder.</summary>
    /// <param name="raw">Any text, also one that is not well-formed UTF-16.</param>
    /// <param name="unknown">What to return where nothing is left.</param>
    /// <param name="kept">A character to keep besides letters and digits; a space for none.</param>
    /// <returns>
    /// Unicode letters and decimal digits in NFC, and one <c>-</c> for each run of anything else between them; at most 200 bytes
    /// of UTF-8, cut between runes; <paramref name="unknown"/> where nothing is left. Windows device names get a <c>-</c> at their end, so
    /// that a landing can be copied to any machine. Given back what it returned, it returns the same.
    /// </returns>
    /// <remarks>Takes time proportional to what it has to read to fill 200 bytes, and memory for the result only.</remarks>
    public static string ToFolder(ReadOnlySpan<char> raw, string unknown = Unknown, char kept = ' ')
    {
        var folder = new Folder(stackalloc char[BytesMax], unknown, kept);
        Span<char> chunk = stackalloc char[ChunkCharsMax];
        int used = 0;
        int joined = 0;

        // Normalization throws on a lone surrogate and on U+FFFE; the first is enumerated as U+FFFD, which is neither letter nor digit.
        foreach (Rune each in raw.EnumerateRunes())
        {
            Rune rune = each.Value == 0xFFFE ? Rune.ReplacementChar : each;
            joined = MayJoinThePrevious(rune) ? joined + 1 : 0;
            if (joined > JoinedRunesMax)
            {
                joined = 0;
                rune = IsMark(rune) ? new Rune('-') : rune;
            }

            if (joined == 0 && used > chunk.Length - ClusterCharsMax)
            {
                if (!TryAppend(ref folder, chunk[..used]))
                {
                    return folder.ToString();
                }

                used = 0;
            }

            used += rune.EncodeToUtf16(chunk[used..]);
        }

        TryAppend(ref folder, chunk[..used]);
        return folder.ToString();
    }

    private static bool TryAppend(ref Folder folder, scoped ReadOnlySpan<char> chunk)
    {
        if (Ascii.IsValid(chunk))
        {
            return folder.TryAppend(chunk);
        }

        Span<char> composed = stackalloc char[ChunkCharsMax * CompositionFactorMax];
        return chunk.TryNormalize(composed, out int length, NormalizationForm.FormC)
            ? folder.TryAppend(composed[..length])
            : throw new InvalidOperationException("The composed name is longer than Unicode allows.");
    }

    /// <summary>
    /// Whether NFC may merge or reorder the rune with the one before it, so that no chunk may begin with it: marks, the vowels and finals of
    /// Hangul (The Unicode Standard, section 3.12), and the one other letter that is the second half of a composition, Kirat Rai's E.
    /// </summary>
    private static bool MayJoinThePrevious(Rune rune) =>
        !rune.IsAscii && (IsMark(rune) || rune.Value is (>= 0x1161 and <= 0x11C2) or 0x16D67);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>The name as far as it is built. The <c>-</c> is written together with what follows it, so none is ever left at an end.</summary>
    private ref struct Folder(Span<char> chars, string unknown, char kept)
    {
        private readonly Span<char> _chars = chars;
        private int _length;
        private int _bytes;
        private bool _gap;

        /// <summary>Takes composed text; false when the name is full.</summary>
        public bool TryAppend(scoped ReadOnlySpan<char> composed)
        {
            foreach (Rune rune in composed.EnumerateRunes())
            {
                var isKept = kept != ' ' && rune.Value == kept;
                if (!isKept && !Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
                {
                    _gap = _length > 0;
                    continue;
                }

                int bytes = rune.Utf8SequenceLength + (_gap ? 1 : 0);
                if (_bytes + bytes > BytesMax)
                {
                    return false;
                }

                if (_gap)
                {
                    _chars[_length++] = '-';
                    _gap = false;
                }

                _length += rune.EncodeToUtf16(_chars[_length..]);
                _bytes += bytes;
            }

            return true;
        }

        public override readonly string ToString()
        {
            ReadOnlySpan<char> name = _chars[.._length];
            return name.IsEmpty ? unknown : IsDeviceName(name) ? $"{name}-" : name.ToString();
        }

        /// <summary>The names that Windows keeps for devices ("Naming Files, Paths, and Namespaces").</summary>
        private static bool IsDeviceName(ReadOnlySpan<char> name) => name.Length switch
        {
            3 => Is(name, "CON") || Is(name, "PRN") || Is(name, "AUX") || Is(name, "NUL"),
            4 => char.IsAsciiDigit(name[3]) && (Is(name[..3], "COM") || Is(name[..3], "LPT")),
            _ => false,
        };

        private static bool Is(ReadOnlySpan<char> name, string device) => name.Equals(device, StringComparison.OrdinalIgnoreCase);
    }
}
