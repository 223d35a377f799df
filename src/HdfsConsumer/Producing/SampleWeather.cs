using System.Buffers;
using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>
/// Made-up weather of real cities, record by record: the same seed gives the same bytes on every machine. Each record is a
/// JSON object with <c>timestamp</c> (ISO 8601, UTC), <c>city</c>, <c>country</c>, <c>temperature</c> (degrees Celsius), <c>windspeed</c> (m/s),
/// <c>weather_code</c> (WMO code table 4677, as Open-Meteo uses it), <c>wind_alert_level</c>, <c>heat_alert_level</c> and <c>location</c>.
/// </summary>
internal sealed class SampleWeather(int seed)
{
    /// <summary>The time of the first record, in UTC.</summary>
    public static readonly DateTime Beginning = new(2025, 9, 22, 14, 30, 0, DateTimeKind.Utc);

    /// <summary>The names of a record's fields.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["timestamp", "city", "country", "temperature", "windspeed", "weather_code", "wind_alert_level", "heat_alert_level", "location"];

    private static readonly int[] WeatherCodes = [0, 1, 2, 3, 45, 51, 61, 63, 71, 80, 95];
    private static readonly SampleCity[] Drawn = [.. SampleCities.All.SelectMany(city => Enumerable.Repeat(city, city.Weight))];

    private readonly Random _random = new(seed);
    private readonly ArrayBufferWriter<byte> _record = new();
    private long _number;

    /// <summary>The next record: of one of the <see cref="SampleCities"/>, a second after the one before.</summary>
    public byte[] Next()
    {
        var city = Drawn[_random.Next(Drawn.Length)];
        return Of(city, Beginning.AddSeconds(_number++));
    }

    /// <summary>A record of a city at a time.</summary>
    public byte[] Of(SampleCity city, DateTime time)
    {
        var temperature = Math.Round(city.MeanTemperature + (_random.NextDouble() * 24) - 12, 1);
        var calm = _random.NextDouble();
        var wind = Math.Round(calm * calm * 25, 1);
        _record.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_record, JsonText.Readable);
        json.WriteStartObject();
        json.WriteString("timestamp", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("city", city.City);
        json.WriteString("country", city.Country);
        json.WriteNumber("temperature", temperature);
        json.WriteNumber("windspeed", wind);
        json.WriteNumber("weather_code", WeatherCodes[_random.Next(WeatherCodes.Length)]);
        json.WriteString("wind_alert_level", Level(wind, 10, 20));
        json.WriteString("heat_alert_level", Level(temperature, 25, 35));
        json.WriteString("location", $"{city.City}, {city.Country}");
        json.WriteEndObject();
        json.Flush();
        return _record.WrittenSpan.ToArray();
    }

    private static string Level(double value, double first, double second) =>
        value < first ? "level_0" : value <= second ? "level_1" : "level_2";
}
