using HdfsConsumer.Producing.JsonLines;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>What weather to make up.</summary>
internal sealed record WeatherSettings
{
    /// <summary>The places, which report in turn; at least one.</summary>
    public required IReadOnlyList<(string City, string Country)> Places { get; init; }

    /// <summary>How many records to make; null to go on until stopped.</summary>
    public required long? Records { get; init; }

    /// <summary>Records a second; null for as fast as it goes.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>
    /// With a seed, the records are the same in every run, their times too: a second between two, from
    /// <see cref="SampleWeather.Beginning"/>. Without one, they are of now.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>The field that is the record's key; null for none.</summary>
    public string? KeyField { get; init; }
}

/// <summary>Made-up weather of places that were named; see <see cref="SampleWeather"/> for the records.</summary>
/// <param name="settings">What to make up.</param>
/// <param name="clock">What time it is, and how records are spread over it.</param>
/// <param name="stop">Ends the waiting for the next record.</param>
internal sealed class PlaceWeather(WeatherSettings settings, TimeProvider clock, CancellationToken stop) : IRowSource
{
    private const double MeanTemperatureElsewhere = 15;

    private readonly SampleCity[] _cities =
        [.. settings.Places.Select(place => new SampleCity(place.City, place.Country, 1, MeanTemperatureOf(place.City)))];

    private readonly SampleWeather _weather = new(settings.Seed ?? Random.Shared.Next());
    private readonly JsonLine _line = new(settings.KeyField, []);
    private readonly RowPrint _print = new([]);
    private long _made;

    /// <inheritdoc/>
    public string Name => "weather";

    /// <inheritdoc/>
    public double? FractionRead => (double)_made / settings.Records;

    /// <inheritdoc/>
    public void Read(RowTaker take)
    {
        var pace = new Pace(settings.RecordsPerSecond, clock, stop);
        for (_made = 0; _made < (settings.Records ?? long.MaxValue) && pace.WaitFor(_made); _made++)
        {
            var time = settings.Seed is null ? clock.GetUtcNow().UtcDateTime : SampleWeather.Beginning.AddSeconds(_made);
            var record = _weather.Of(_cities[_made % _cities.Length], time);
            var rejection = _line.Check(record, out var key);
            var row = new SourceRow { Number = _made + 1, Line = _made + 1, Print = _print.Of(record), Value = record, Key = key, Rejection = rejection };
            if (!take(row))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static double MeanTemperatureOf(string city) =>
        SampleCities.All.FirstOrDefault(sample => sample.City.Equals(city, StringComparison.OrdinalIgnoreCase))?.MeanTemperature ?? MeanTemperatureElsewhere;
}
