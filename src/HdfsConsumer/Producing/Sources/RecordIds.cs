using System.Globalization;
using System.Text.Json;

namespace HdfsConsumer.Producing.Sources;

/// <summary>The fields that <c>--add-record-id</c> adds: <c>record_id</c>, the row's number from 1, and <c>timestamp</c>, the time in UTC (ISO 8601).</summary>
/// <param name="clock">What time it is.</param>
internal sealed class RecordIds(TimeProvider clock)
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("record_id");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");

    /// <summary>The names of both.</summary>
    public static IReadOnlyList<string> Names { get; } = [Id.ToString(), Timestamp.ToString()];

    /// <summary>Writes them into the object that is open.</summary>
    public void Write(Utf8JsonWriter json, long number)
    {
        json.WriteNumber(Id, number);
        json.WriteString(Timestamp, clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
