using System.Globalization;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Reads moments and days as records spell them. The same on every machine: without an offset, UTC is meant.</summary>
internal static class Moment
{
    /// <summary>A greater number of an epoch counts milliseconds: as seconds it would be the year 5138.</summary>
    private const decimal EpochSecondsMax = 100_000_000_000;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-dd HH:mmzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyyMMdd", "yyyyMMddTHHmmss",
    ];

    /// <summary>Reads ISO 8601 dates and times, and seconds or milliseconds since 1970-01-01 UTC; false when it is none of them.</summary>
    public static bool TryRead(string text, out DateTimeOffset moment)
    {
        var iso = text.EndsWith('Z') || text.EndsWith('z') ? $"{text[..^1]}+00:00" : text;
        return DateTimeOffset.TryParseExact(iso, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment)
            || TryReadEpoch(text, out moment);
    }

    private static bool TryReadEpoch(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var ticks = decimal.Truncate(number * (Math.Abs(number) > EpochSecondsMax ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond)) + DateTime.UnixEpoch.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        moment = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return true;
    }
}
