using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Tests.Producing;

public sealed class SampleWeatherTests
{
    private const int Many = 5_000;

    [Fact]
    public void TheSameSeedGivesTheSameBytes() =>
        Assert.Equal(Records(seed: 7, 500), Records(seed: 7, 500));

    [Fact]
    public void AnotherSeedGivesOthers() =>
        Assert.NotEqual(Records(seed: 7, 500), Records(seed: 8, 500));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void TheMachinesCultureChangesNothing(string culture)
    {
        var expected = Records(seed: 7, 100);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Records(seed: 7, 100));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void EveryRecordIsOneLineWithEveryField()
    {
        foreach (var bytes in Records(seed: 1, Many))
        {
            Assert.DoesNotContain((byte)'\n', bytes);
            using var record = JsonDocument.Parse(bytes);
            var fields = record.RootElement;
            Assert.Equal(DateTimeKind.Utc, fields.GetProperty("timestamp").GetDateTime().Kind);
            Assert.Equal($"{Text(fields, "city")}, {Text(fields, "country")}", Text(fields, "location"));
            Assert.InRange(fields.GetProperty("temperature").GetDouble(), -40, 50);
            Assert.InRange(fields.GetProperty("windspeed").GetDouble(), 0, 40);
            Assert.InRange(fields.GetProperty("weather_code").GetInt32(), 0, 99);
        }
    }

    [Fact]
    public void AlertLevelsFollowFromWhatIsMeasured()
    {
        var levels = new HashSet<string>();
        foreach (var bytes in Records(seed: 1, Many))
        {
            using var record = JsonDocument.Parse(bytes);
            var fields = record.RootElement;
            var wind = Level(fields.GetProperty("windspeed").GetDouble(), 10, 20);
            var heat = Level(fields.GetProperty("temperature").GetDouble(), 25, 35);
            Assert.Equal(wind, Text(fields, "wind_alert_level"));
            Assert.Equal(heat, Text(fields, "heat_alert_level"));
            levels.Add($"wind {wind}");
            levels.Add($"heat {heat}");
        }

        Assert.Equal(6, levels.Count);
    }

    [Fact]
    public void FortyCitiesReportBigOnesMoreOften()
    {
        var counts = new Dictionary<string, int>();
        foreach (var bytes in Records(seed: 1, Many))
        {
            using var record = JsonDocument.Parse(bytes);
            var city = Text(record.RootElement, "city");
            counts[city] = counts.GetValueOrDefault(city) + 1;
        }

        Assert.Equal(40, counts.Count);
        Assert.True(counts["東京"] > 2 * counts["Reykjavík"]);
        Assert.All(["New York", "São Paulo", "Zürich"], city => Assert.True(counts.ContainsKey(city), city));
    }

    [Fact]
    public void EveryCountryIsRecognisedHoweverItIsWritten()
    {
        var table = CountryTable.Load();
        var countries = SampleCities.All.Select(city =>
        {
            Assert.True(table.TryFind(city.Country, out var alpha2), city.Country);
            return alpha2;
        });

        Assert.Equal(20, countries.Distinct().Count());
    }

    [Fact]
    public void NoRecordIsLongerThanThePublisherReckonsWith() =>
        Assert.True(Records(seed: 1, Many).Max(record => record.Length) <= 240);

    private static List<byte[]> Records(int seed, int count)
    {
        var weather = new SampleWeather(seed);
        return [.. Enumerable.Range(0, count).Select(_ => weather.Next())];
    }

    private static string Level(double value, double first, double second) =>
        value < first ? "level_0" : value <= second ? "level_1" : "level_2";

    private static string Text(JsonElement record, string field) => record.GetProperty(field).GetString()!;
}
