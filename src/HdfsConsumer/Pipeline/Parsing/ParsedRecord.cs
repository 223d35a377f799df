namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>A record as one line, and the fields that decide where it goes.</summary>
/// <param name="line">The record on one line, without a newline.</param>
/// <param name="country">The member <c>country</c>.</param>
/// <param name="city">The member <c>city</c>.</param>
/// <param name="location">The member <c>location</c>.</param>
internal readonly ref struct ParsedRecord(ReadOnlySpan<byte> line, JsonText country, JsonText city, JsonText location)
{
    /// <summary>The record on one line, without a newline.</summary>
    public ReadOnlySpan<byte> Line { get; } = line;

    /// <summary>The member <c>country</c>.</summary>
    public JsonText Country { get; } = country;

    /// <summary>The member <c>city</c>.</summary>
    public JsonText City { get; } = city;

    /// <summary>The member <c>location</c>.</summary>
    public JsonText Location { get; } = location;
}

/// <summary>A JSON string as it stands between its quotes; empty where the member is missing or no string.</summary>
/// <param name="raw">UTF-8, escapes not resolved.</param>
/// <param name="isEscaped">Whether there are escapes.</param>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool isEscaped)
{
    /// <summary>UTF-8, escapes not resolved.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether there are escapes.</summary>
    public bool IsEscaped { get; } = isEscaped;
}
