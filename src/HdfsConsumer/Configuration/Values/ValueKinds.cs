using System.Globalization;
using System.Numerics;

namespace HdfsConsumer.Configuration.Values;

/// <summary>The kinds of values that settings have.</summary>
internal static class ValueKinds
{
    private static readonly string[] Yes = ["true", "yes", "on", "1"];
    private static readonly string[] No = ["false", "no", "off", "0"];

    /// <summary>Yes or no; naming the option alone means yes.</summary>
    public static ValueKind<bool> Flag { get; } = new(null, "", "true or false", text =>
        Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? Reading<bool>.Of(true)
        : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? Reading<bool>.Of(false)
        : Reading<bool>.Refused());

    /// <summary>Digits, within a range.</summary>
    /// <param name="min">The least accepted.</param>
    /// <param name="max">The greatest accepted.</param>
    /// <param name="unit">What is counted.</param>
    public static ValueKind<T> WholeNumber<T>(T min, T max, string unit)
        where T : struct, IBinaryInteger<T> =>
        new("N", unit, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min:N0} to {max:N0}"), text =>
            T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? Reading<T>.Of(number)
                : Reading<T>.Refused())
        {
            Range = string.Create(CultureInfo.InvariantCulture, $"{min:N0} to {max:N0} {unit}").TrimEnd(),
        };

    /// <summary>A span of time as <see cref="Duration"/> reads it, within a range.</summary>
    /// <param name="min">The shortest accepted, as typed.</param>
    /// <param name="max">The longest accepted, as typed.</param>
    public static ValueKind<TimeSpan> TimeWithin(string min, string max)
    {
        var (shortest, longest) = (Duration.Parse(min), Duration.Parse(max));
        return new("TIME", "seconds", $"a time from {min} to {max}, such as 30, 30s, 500ms, 5m or 1h", text =>
            Duration.TryParse(text, out var time) && time >= shortest && time <= longest
                ? Reading<TimeSpan>.Of(time)
                : Reading<TimeSpan>.Refused())
        {
            Range = $"{min} to {max}",
        };
    }

    /// <summary>A number of bytes as <see cref="ByteSize"/> reads it, within a range.</summary>
    /// <param name="min">The least accepted, as typed.</param>
    /// <param name="max">The greatest accepted, as typed.</param>
    public static ValueKind<T> SizeWithin<T>(string min, string max)
        where T : struct, IBinaryInteger<T>
    {
        var (least, greatest) = (ByteSize.Parse(min), ByteSize.Parse(max));
        return new("SIZE", "bytes", $"a size from {min} to {max}, such as 500000, 100MB or 64MiB", text =>
            ByteSize.TryParse(text, out var bytes) && bytes >= least && bytes <= greatest
                ? Reading<T>.Of(T.CreateChecked(bytes))
                : Reading<T>.Refused())
        {
            Range = $"{min} to {max}",
        };
    }

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public static ValueKind<T> Choice<T>()
        where T : struct, Enum
    {
        var names = Array.ConvertAll(Enum.GetNames<T>(), name => name.ToLowerInvariant());
        var values = Enum.GetValues<T>();
        return new(string.Join('|', names), "", names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}", text =>
            Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
                ? Reading<T>.Of(values[index])
                : Reading<T>.Refused());
    }

    /// <summary>Records a second, with or without <c>/s</c> at the end.</summary>
    public static ValueKind<double> Rate { get; } =
        new("RATE", "records/s", "a number of records a second from 0.001 to 1,000,000, such as 100 or 100/s", text =>
            double.TryParse(
                text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2].TrimEnd() : text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var rate) && rate is >= 0.001 and <= 1_000_000
                ? Reading<double>.Of(rate)
                : Reading<double>.Refused());

    /// <summary>A path of the file system.</summary>
    /// <param name="placeholder">What help texts write in its place.</param>
    /// <param name="accepted">What it has to lead to.</param>
    public static ValueKind<string> Path(string placeholder, string accepted) => new(placeholder, "", accepted, text =>
        text.Length is > 0 and <= 4096 && !text.Contains('\0') && text.Trim().Length > 0
            ? Reading<string>.Of(text)
            : Reading<string>.Refused());

    /// <summary>Any words.</summary>
    public static ValueKind<string> Words { get; } = new("WORDS", "", "any words", Reading<string>.Of);

    /// <summary>The name of a file, without a folder.</summary>
    public static ValueKind<string> FileName { get; } =
        new("NAME", "", "a file's name of 1 to 100 letters (a-z, A-Z), digits, '_', '-' and '.', with letters before and behind a dot: records.jsonl", text =>
            text.Length is > 2 and <= 100 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
            && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text.IndexOf('.', StringComparison.Ordinal) > 0
                ? Reading<string>.Of(text)
                : Reading<string>.Refused());

    /// <summary>A name that Kafka takes as it is.</summary>
    public static ValueKind<string> GroupName { get; } =
        new("NAME", "", "1 to 249 characters, none of them a control character or a space at either end", text =>
            text.Length is > 0 and <= 249 && text.Trim().Length == text.Length && !text.Any(char.IsControl)
                ? Reading<string>.Of(text)
                : Reading<string>.Refused());
}
