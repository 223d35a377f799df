namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Reads floating-point numbers of few digits without an exponent, as most are, some times faster than the general way and to the same value: the digits as a
/// whole number and the power of ten that they are divided by are both exact, and of two exact numbers a division gives the nearest one that there is
/// (W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990; IEEE 754).
/// </summary>
internal static class PlainReal
{
    /// <summary>Every whole number of so many digits is exact: it is less than two to the power of 53.</summary>
    private const int DigitsMax = 15;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];

    /// <summary>Reads a number; false where it is spelled otherwise, or is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double real)
    {
        real = 0;
        var isNegative = text is [(byte)'-', ..];
        var digits = isNegative ? text[1..] : text;
        if (digits.Length is 0 or > DigitsMax + 1)
        {
            return false;
        }

        var number = 0L;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (uint)(digits[i] - '0');
            if (digit <= 9)
            {
                number = (number * 10) + digit;
            }
            else if (digits[i] == '.' && point < 0 && i > 0 && i < digits.Length - 1)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        if (point < 0 && digits.Length > DigitsMax)
        {
            return false;
        }

        var positive = point < 0 ? number : number / PowersOfTen[digits.Length - 1 - point];
        real = isNegative ? -positive : positive;
        return true;
    }
}
