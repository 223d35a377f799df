using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>A value of a typed column.</summary>
/// <remarks>
/// Whole numbers, booleans (0 or 1), days since 1970-01-01 and microseconds since 1970-01-01 UTC are in <see cref="Integer"/>,
/// floating-point numbers in <see cref="Real"/>, decimals in <see cref="Decimal"/>, text and JSON in <see cref="Text"/>.
/// </remarks>
internal readonly record struct ColumnValue
{
    /// <summary>Whether there is no value.</summary>
    public bool IsNull { get; private init; }

    /// <summary>A whole number, a boolean, a day or a moment.</summary>
    public long Integer { get; private init; }

    /// <summary>A floating-point number.</summary>
    public double Real { get; private init; }

    /// <summary>A decimal number.</summary>
    public decimal Decimal { get; private init; }

    /// <summary>Text, or JSON.</summary>
    public string Text { get; private init; }

    /// <summary>No value.</summary>
    public static ColumnValue Null { get; } = new() { IsNull = true, Text = "" };

    /// <summary>A whole number, a boolean, a day or a moment.</summary>
    public static ColumnValue Of(long integer) => new() { Integer = integer, Text = "" };

    /// <summary>A floating-point number.</summary>
    public static ColumnValue Of(double real) => new() { Real = real, Text = "" };

    /// <summary>A decimal number.</summary>
    public static ColumnValue Of(decimal number) => new() { Decimal = number, Text = "" };

    /// <summary>Text, or JSON.</summary>
    public static ColumnValue Of(string text) => new() { Text = text };

    /// <summary>
    /// Reads a member as a value of a column's type. Numbers, booleans and dates may be strings, with whitespace around them; an
    /// empty string is null for all but text. False when it does not fit.
    /// </summary>
    public static bool TryRead(ParsedRecord record, int slot, ColumnType type, out ColumnValue value)
    {
        if (TryReadPlainNumber(record.PlainTextOf(slot), type.Kind, out value))
        {
            return true;
        }

        value = Null;
        if (record.TextOf(slot) is not { } text)
        {
            return true;
        }

        if (type.Kind == ColumnKind.Text)
        {
            value = new ColumnValue { Text = text };
            return text.Length > 0 || !record.IsNoText(slot);
        }

        if (type.Kind == ColumnKind.Json)
        {
            value = new ColumnValue { Text = JsonOf(record, slot) };
            return true;
        }

        return text.Length == 0
            ? !record.IsNoText(slot)
            : record.KindOf(slot) is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && TryRead(text, type, out value);
    }

    /// <summary>Most numbers are spelled plainly: then no string is made of their bytes. What this does not read may still be one.</summary>
    private static bool TryReadPlainNumber(ReadOnlySpan<byte> text, ColumnKind kind, out ColumnValue value)
    {
        value = Null;
        switch (kind)
        {
            case ColumnKind.Int or ColumnKind.Long:
                var isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole);
                value = new ColumnValue { Integer = whole, Text = "" };
                return isWhole && (kind == ColumnKind.Long || whole is >= int.MinValue and <= int.MaxValue);
            case ColumnKind.Double:
                var isReal = PlainReal.TryRead(text, out var real) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out real);
                value = new ColumnValue { Real = real, Text = "" };
                return isReal && double.IsFinite(real);
            default:
                return false;
        }
    }

    private static string JsonOf(ParsedRecord record, int slot)
    {
        var raw = record.RawOf(slot);
        if (record.KindOf(slot) == JsonTokenType.String)
        {
            return $"\"{Encoding.UTF8.GetString(raw)}\"";
        }

        if (OneLine.Is(raw))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var compacted = new byte[raw.Length];
        return Encoding.UTF8.GetString(compacted, 0, OneLine.Write(raw, compacted));
    }

    /// <summary>Reads a text as a value of a type that is neither text nor JSON; false when it does not fit.</summary>
    public static bool TryRead(string text, ColumnType type, out ColumnValue value)
    {
        value = Null;
        switch (type.Kind)
        {
            case ColumnKind.Int or ColumnKind.Long:
                var isWhole = TryReadWhole(text, out var whole) && (type.Kind == ColumnKind.Long || whole is >= int.MinValue and <= int.MaxValue);
                value = new ColumnValue { Integer = whole, Text = "" };
                return isWhole;
            case ColumnKind.Float or ColumnKind.Double:
                var isReal = TryReadReal(text, out var real);
                value = new ColumnValue { Real = type.Kind == ColumnKind.Float ? (float)real : real, Text = "" };
                return isReal && double.IsFinite(real) == double.IsFinite(value.Real);
            case ColumnKind.Decimal:
                var isDecimal = TryReadDecimal(text, type, out var number);
                value = new ColumnValue { Decimal = number, Text = "" };
                return isDecimal;
            case ColumnKind.Boolean:
                var isTrue = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
                value = new ColumnValue { Integer = isTrue ? 1 : 0, Text = "" };
                return isTrue || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
            case ColumnKind.Date:
                var isDay = Moment.TryRead(text, out var day);
                value = new ColumnValue { Integer = DateOnly.FromDateTime(day.DateTime).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber, Text = "" };
                return isDay;
            case ColumnKind.Timestamp:
                var isMoment = Moment.TryRead(text, out var moment);
                value = new ColumnValue { Integer = (long)Math.Floor((moment.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMicrosecond), Text = "" };
                return isMoment;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No type that is read from text.");
        }
    }

    private static bool TryReadWhole(string text, out long whole)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
        {
            return true;
        }

        // 5.0 and 5e3 are whole numbers too.
        var isWhole = Number.TryReadExact(text, out var number)
            && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;
        whole = isWhole ? (long)number : 0;
        return isWhole;
    }

    private static bool TryReadReal(string text, out double real)
    {
        // Spelled as JSON libraries and databases do; a number too large would silently become infinite.
        real = text.ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INFINITY" or "+INFINITY" => double.PositiveInfinity,
            "-INFINITY" => double.NegativeInfinity,
            _ => 0,
        };
        return real != 0 || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out real) && double.IsFinite(real));
    }

    private static bool TryReadDecimal(string text, ColumnType type, out decimal number)
    {
        // What has more digits behind the point than the column would be another number; zeros there say nothing.
        return Number.TryReadExact(text, out number)
            && decimal.Round(number, type.Scale) == number
            && Math.Abs(number) < PowerOfTen(type.Precision - type.Scale);
    }

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
