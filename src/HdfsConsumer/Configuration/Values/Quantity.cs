using System.Buffers;
using System.Globalization;

namespace HdfsConsumer.Configuration.Values;

/// <summary>A number with a unit after it: <c>1.5s</c>, <c>100 MB</c>.</summary>
internal static class Quantity
{
    // Keeps the product with the largest factor within a decimal, so that reading never overflows.
    private const decimal NumberMax = 1_000_000_000_000_000m;

    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    /// <summary>Reads a number and multiplies it with its unit's factor. No sign, no thousands separators, at most 32 characters.</summary>
    /// <param name="text">The text; space around it and before the unit does not count.</param>
    /// <param name="factorOf">The factor of a unit in lower case (empty: a bare number), or null for a unit that there is not.</param>
    /// <param name="product">Number times factor.</param>
    public static bool TryParse(string text, Func<string, decimal?> factorOf, out decimal product)
    {
        product = 0;
        var trimmed = text.Trim();
        var digits = trimmed.AsSpan().IndexOfAnyExcept(NumberChars);
        var (number, unit) = digits < 0 ? (trimmed, "") : (trimmed[..digits], trimmed[digits..].Trim().ToLowerInvariant());
        if (trimmed.Length > 32
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > NumberMax
            || factorOf(unit) is not { } factor)
        {
            return false;
        }

        product = value * factor;
        return true;
    }
}
