namespace HdfsConsumer.Configuration.Values;

/// <summary>Times as people type them: <c>30</c>, <c>30s</c>, <c>500ms</c>, <c>1.5m</c>, <c>1h</c>. A bare number is seconds.</summary>
internal static class Duration
{
    /// <summary>Reads a time. False for what is none, and for more than a day.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        var isTime = Quantity.TryParse(text, SecondsOf, out var seconds) && seconds <= 86_400;
        time = isTime ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isTime;
    }

    /// <summary>Reads a time that stands in the code.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Parse(string text) => TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is no time.");

    private static decimal? SecondsOf(string unit) => unit switch
    {
        "" or "s" => 1,
        "ms" => 0.001m,
        "m" => 60,
        "h" => 3600,
        _ => null,
    };
}
