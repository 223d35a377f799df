using System.Globalization;
using System.Text.Json;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>A record with a key, for a partition, as it is published.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Key">Kafka's key.</param>
/// <param name="Value">Its value; null is a tombstone.</param>
/// <param name="TimestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
internal sealed record KeyedRecord(int Partition, string Key, string? Value, long TimestampMs)
{
    private const long FirstTimestampMs = 1_700_000_000_000;
    private const int TextsCount = 7;

    /// <summary>A record with a number and a text.</summary>
    public static KeyedRecord Of(int partition, string key, int number, long? timestampMs = null) => new(
        partition,
        key,
        JsonSerializer.Serialize(new { key, number, text = new string('ä', number % TextsCount) }),
        timestampMs ?? FirstTimestampMs + number);

    /// <summary>Records of the given number of keys, which move between four partitions; their timestamps go up and down.</summary>
    public static IEnumerable<KeyedRecord> Many(int count, int keys, int seed, double deletions = 0)
    {
        var random = new Random(seed);
        for (var number = 0; number < count; number++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"k{random.Next(keys)}");
            var record = Of(random.Next(4), key, number, FirstTimestampMs + number + random.Next(-50, 50));
            yield return random.NextDouble() < deletions ? record with { Value = null } : record;
        }
    }
}
