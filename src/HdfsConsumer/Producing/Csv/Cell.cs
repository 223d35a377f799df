using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HdfsConsumer.Producing.Csv;

/// <summary>Reads the text of a cell as a value, and writes it as JSON.</summary>
internal static class Cell
{
    /// <summary>
    /// The narrowest type that a cell has by itself. Text that a number would not give back as it stands (<c>007</c>, <c>+1</c>, <c>.5</c>,
    /// <c>1e999</c>, more digits than 64 bits hold) is no number: it may be a code.
    /// </summary>
    public static CellType TypeOf(ReadOnlySpan<byte> cell)
    {
        if (IsWord(cell, "true") || IsWord(cell, "false"))
        {
            return CellType.Bool;
        }

        return NumberType(cell) ?? CellType.String;
    }

    /// <summary>Writes a cell as a value of a type. False, with nothing written, when it is none.</summary>
    public static bool TryWrite(Utf8JsonWriter json, CellType type, ReadOnlySpan<byte> cell) => type switch
    {
        CellType.Int => TryWriteInt(json, cell),
        CellType.Double => TryWriteDouble(json, cell),
        CellType.Bool => TryWriteBool(json, cell),
        _ => WriteString(json, cell),
    };

    private static bool WriteString(Utf8JsonWriter json, ReadOnlySpan<byte> cell)
    {
        json.WriteStringValue(cell);
        return true;
    }

    private static bool TryWriteInt(Utf8JsonWriter json, ReadOnlySpan<byte> cell)
    {
        if (!long.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        json.WriteNumberValue(number);
        return true;
    }

    private static bool TryWriteDouble(Utf8JsonWriter json, ReadOnlySpan<byte> cell)
    {
        if (NumberType(cell) is not null)
        {
            json.WriteRawValue(cell, skipInputValidation: true);
            return true;
        }

        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        if (isNumber)
        {
            json.WriteNumberValue(number);
        }

        return isNumber;
    }

    private static bool TryWriteBool(Utf8JsonWriter json, ReadOnlySpan<byte> cell)
    {
        var isTrue = cell is [(byte)'1'] || IsWord(cell, "true");
        if (!isTrue && cell is not [(byte)'0'] && !IsWord(cell, "false"))
        {
            return false;
        }

        json.WriteBooleanValue(isTrue);
        return true;
    }

    private static bool IsWord(ReadOnlySpan<byte> cell, string word) => Ascii.EqualsIgnoreCase(cell, word);

    // The grammar of RFC 8259, section 6.
    private static CellType? NumberType(ReadOnlySpan<byte> cell)
    {
        var digits = cell is [(byte)'-', ..] ? cell[1..] : cell;
        var whole = DigitsAtStart(digits);
        if (whole == 0 || (whole > 1 && digits[0] == '0'))
        {
            return null;
        }

        if (whole == digits.Length)
        {
            return Utf8Parser.TryParse(cell, out long _, out var bytes) && bytes == cell.Length && !IsMinusZero(cell) ? CellType.Int : null;
        }

        return HasFractionOrExponent(digits[whole..]) && Utf8Parser.TryParse(cell, out double number, out _) && double.IsFinite(number) ? CellType.Double : null;
    }

    private static bool HasFractionOrExponent(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'.', .. var fraction])
        {
            var digits = DigitsAtStart(fraction);
            if (digits == 0)
            {
                return false;
            }

            text = fraction[digits..];
        }

        if (text is [(byte)'e' or (byte)'E', .. var exponent])
        {
            var digits = exponent is [(byte)'+' or (byte)'-', ..] ? exponent[1..] : exponent;
            return digits.Length > 0 && DigitsAtStart(digits) == digits.Length;
        }

        return text.IsEmpty;
    }

    private static bool IsMinusZero(ReadOnlySpan<byte> cell) => cell is [(byte)'-', (byte)'0'];

    private static int DigitsAtStart(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
