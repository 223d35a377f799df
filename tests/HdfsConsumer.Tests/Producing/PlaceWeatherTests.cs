using System.Text.Json;
using HdfsConsumer.Producing;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing;

public sealed class PlaceWeatherTests
{
    [Fact]
    public void TheSameSeedGivesTheSameBytes()
    {
        Assert.Equal(Records(seed: 7, 100), Records(seed: 7, 100));
        Assert.NotEqual(Records(seed: 7, 100), Records(seed: 8, 100));
    }

    [Fact]
    public void PlacesReportInTurn()
    {
        var cities = Records(seed: 7, 4).Select(record => JsonDocument.Parse(record).RootElement.GetProperty("location").GetString());
        Assert.Equal(["Paris, France", "東京, Japan", "Paris, France", "東京, Japan"], cities);
    }

    [Fact]
    public void WithoutASeedRecordsAreOfNow() =>
        Assert.Contains("\"timestamp\":\"1970-01-02T00:00:00Z\"", Records(seed: null, 1)[0], StringComparison.Ordinal);

    private static IReadOnlyList<string> Records(int? seed, long count)
    {
        var settings = new WeatherSettings { Places = [("Paris", "France"), ("東京", "Japan")], Records = count, Seed = seed };
        using var weather = new PlaceWeather(settings, new ManualClock(), CancellationToken.None);
        return [.. TakenRow.AllOf(weather).Select(row => row.Text)];
    }
}
