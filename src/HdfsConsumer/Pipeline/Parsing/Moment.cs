using System.Globalization;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Reads moments and days as records spell them. The same on every machine: without an offset, UTC is meant.</summary>
internal static class Moment
{
    /// <summary>A greater number of an epoch counts milliseconds: as seconds it would be the year 5138.</summary>
    private const decimal EpochSecondsMax = 100_000_000_000;

    /// <summary>No number of an epoch is greater: as milliseconds it would be after the year 9999.</summary>
    private const decimal EpochMillisecondsMax = 1_000_000_000_000_000;

    /// <summary>Where the fraction of a second begins, behind the point.</summary>
    private const int FractionAt = 20;

    private const int FractionDigitsMax = 7;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-dd HH:mmzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyyMMdd", "yyyyMMddTHHmmss",
    ];

    /// <summary>Reads ISO 8601 dates and times, and seconds or milliseconds since 1970-01-01 UTC; false when it is none of them.</summary>
    public static bool TryRead(string text, out DateTimeOffset moment)
    {
        var iso = WithWholeOffset(WithKnownFraction(text));
        return DateTimeOffset.TryParseExact(iso, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment)
            || TryReadEpoch(text, out moment);
    }

    /// <summary>
    /// The moment that Kafka's timestamp of a record says, milliseconds since 1970 UTC. Whoever publishes may say what is no moment, in microseconds for
    /// example: then the nearest one that there is from 1970 to the year 9999.
    /// </summary>
    public static DateTimeOffset OfKafka(long timestampMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timestampMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    // Nanoseconds are cut, never rounded up into the next day.
    private static string WithKnownFraction(string text)
    {
        if (text.Length <= FractionAt + FractionDigitsMax || text[FractionAt - 1] != '.')
        {
            return text;
        }

        var digits = text.AsSpan(FractionAt).IndexOfAnyExceptInRange('0', '9');
        var end = digits < 0 ? text.Length : FractionAt + digits;
        return end - FractionAt > FractionDigitsMax ? text.Remove(FractionAt + FractionDigitsMax, end - FractionAt - FractionDigitsMax) : text;
    }

    /// <summary>Writes the offsets <c>Z</c>, <c>+02</c> and <c>+0200</c> behind a time as <c>+02:00</c>.</summary>
    private static string WithWholeOffset(string text)
    {
        const int timeAt = 13;
        if (text.Length <= timeAt || text[timeAt] != ':')
        {
            return text;
        }

        return text switch
        {
            [.., 'Z' or 'z'] => $"{text[..^1]}+00:00",
            [.., '+' or '-', not ':', not ':'] => $"{text}:00",
            [.., '+' or '-', not ':', not ':', not ':', not ':'] => $"{text[..^2]}:{text[^2..]}",
            _ => text,
        };
    }

    private static bool TryReadEpoch(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > EpochMillisecondsMax)
        {
            return false;
        }

        var ticks = decimal.Floor(number * (Math.Abs(number) > EpochSecondsMax ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond)) + DateTime.UnixEpoch.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        moment = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return true;
    }
}
