using System.Globalization;
using System.Text;

namespace HdfsConsumer.Benchmarks;

/// <summary>Records of the weather in eight cities, made by a seed: the same that bench/compare.sh lands.</summary>
internal static class MadeUpRecords
{
    private static readonly (string Country, string City)[] Places =
        [("FR", "Paris"), ("FR", "Lyon"), ("GB", "London"), ("JP", "Tokyo"), ("BR", "Recife"), ("US", "Boston"), ("DE", "Berlin"), ("IN", "Mumbai")];

    /// <summary>Makes some.</summary>
    public static byte[][] Make(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes(One(i, random)))];
    }

    private static string One(int number, Random random)
    {
        var (country, city) = Places[random.Next(Places.Length)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id": {{number}}, "timestamp": "2026-03-01T00:{{number / 60 % 60:D2}}:{{number % 60:D2}}Z", "country": "{{country}}", "city": "{{city}}", "temperature": {{random.NextDouble() * 30:F1}}, "windspeed": {{random.NextDouble() * 90:F1}}, "wind_alert_level": "level_{{number % 3}}", "heat_alert_level": "level_{{number % 2}}"}""");
    }
}
