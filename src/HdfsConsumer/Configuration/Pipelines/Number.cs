using System.Globalization;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>
/// A number as rules and records spell it: to the last digit where <see cref="decimal"/> has room for them all, else as near as
/// <see cref="double"/> comes.
/// </summary>
internal readonly record struct Number
{
    private const int DigitsAlwaysExact = 28;

    private readonly decimal? _exact;
    private readonly double _near;

    private Number(decimal? exact, double near)
    {
        _exact = exact;
        _near = near;
    }

    /// <summary>Reads a number; false when it is none, and for infinities and NaN, which JSON does not know.</summary>
    public static bool TryRead(string text, out Number number)
    {
        if (TryReadExact(text, out var exact))
        {
            number = new(exact, (double)exact);
            return true;
        }

        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var near) && text.Any(char.IsAsciiDigit);
        number = new(exact: null, near);
        return isNumber;
    }

    /// <summary>Reads a number of which no digit is lost; false when it is none or has too many.</summary>
    public static bool TryReadExact(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && IsAllOf(text, number);

    /// <summary>Less than, equal to, or greater than zero, as this is to the other.</summary>
    public int CompareTo(Number other) => _exact is { } one && other._exact is { } two ? one.CompareTo(two) : _near.CompareTo(other._near);

    // Parsing rounds what has more digits than there is room for, and says nothing.
    private static bool IsAllOf(string text, decimal number) =>
        (text.Length <= DigitsAlwaysExact && !text.AsSpan().ContainsAny('e', 'E'))
        || DigitsOf(text) == DigitsOf(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The digits without the zeros at both ends, and the power of ten that the last of them stands for.</summary>
    private static (string Digits, long Power) DigitsOf(string text)
    {
        var mantissa = text.AsSpan().Trim().TrimStart("+-");
        long power = 0;
        if (mantissa.IndexOfAny('e', 'E') is >= 0 and var at)
        {
            power = long.TryParse(mantissa[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? exponent : int.MaxValue;
            mantissa = mantissa[..at];
        }

        if (mantissa.IndexOf('.') is >= 0 and var point)
        {
            power -= mantissa.Length - point - 1;
        }

        var digits = mantissa.ToString().Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? ("", 0) : (significant, power + digits.Length - significant.Length);
    }
}
