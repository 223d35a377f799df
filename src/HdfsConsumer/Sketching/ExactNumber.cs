using System.Globalization;
using System.Numerics;

namespace HdfsConsumer.Sketching;

/// <summary>A decimal number of which no digit is lost: <paramref name="Mantissa"/> times ten to the power of minus <paramref name="Scale"/>.</summary>
/// <param name="Mantissa">Its digits, without zeros at their end.</param>
/// <param name="Scale">How many of them are behind the point; less than zero for zeros before it.</param>
internal readonly record struct ExactNumber(BigInteger Mantissa, int Scale)
{
    /// <summary>Digits that a number may have; one of more is none here, for its sum would take any memory.</summary>
    private const int DigitsMax = 400;

    private const int DigitsInLong = 18;

    /// <summary>The double nearest to it; zero for one that is nearer to zero than any other double.</summary>
    public double Nearest { get; private init; }

    /// <summary>
    /// Reads a number as JSON and CSV files spell them. False when it is none, has more than 400 digits, or is beyond the range of a double: for
    /// infinities and NaN too, which have no sum.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ExactNumber number)
    {
        number = default;
        text = text.Trim();
        if (text.Length is 0 or > DigitsMax || !char.IsAsciiDigit(text[^1])
            || !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var nearest)
            || !double.IsFinite(nearest))
        {
            return false;
        }

        var exponentAt = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (exponentAt >= 0 && (!int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > DigitsMax))
        {
            return false;
        }

        number = Read(exponentAt < 0 ? text : text[..exponentAt], exponent) with { Nearest = nearest };
        return true;
    }

    /// <summary>Ten to a power.</summary>
    public static BigInteger PowerOfTen(int exponent) => exponent < Powers.Length ? Powers[exponent] : BigInteger.Pow(10, exponent);

    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 40).Select(exponent => BigInteger.Pow(10, exponent))];

    private static ExactNumber Read(ReadOnlySpan<char> text, int exponent)
    {
        Span<char> digits = stackalloc char[DigitsMax];
        var (count, behindPoint, isBehindPoint) = (0, 0, false);
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter))
            {
                behindPoint += isBehindPoint ? 1 : 0;
                digits[count++] = letter;
            }

            isBehindPoint |= letter == '.';
        }

        var significant = digits[..count].TrimEnd('0');
        if (significant.IsEmpty)
        {
            return default;
        }

        var mantissa = significant.Length <= DigitsInLong
            ? long.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture)
            : BigInteger.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture);
        return new ExactNumber(text[0] == '-' ? -mantissa : mantissa, behindPoint - exponent - (count - significant.Length));
    }
}
