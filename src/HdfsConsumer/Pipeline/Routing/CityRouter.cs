using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>
/// Sends a record to the folder of its country and city. Deterministic: the same bytes go to the same folder on every
/// machine and in every locale.
/// </summary>
/// <param name="countries">The country table.</param>
/// <param name="fileName">The data file's name in each folder.</param>
/// <param name="caseBlindDisk">Whether the disk takes names that differ in case only for one.</param>
internal sealed class CityRouter(CountryTable countries, string fileName, bool caseBlindDisk)
{
    /// <summary>The folder for countries that are not recognised.</summary>
    public const string UnknownCountry = "UNKNOWN";

    /// <summary>Changes whenever the same fields could lead elsewhere.</summary>
    public const int Version = 1;

    private const int CachedMax = 20_000;
    private const int CachedKeyBytesMax = 512;

    private readonly Dictionary<byte[], Destination> _cached = new(FieldBytes.Comparer);
    private readonly Dictionary<string, Destination> _deadLetters = [];

    /// <summary>What every destination so far was decided by; a changed one needs a clean stop first.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"city {Version} {fileName} {countries.Fingerprint}"))));

    /// <summary>Where a record goes.</summary>
    public Destination Route(ParsedRecord record)
    {
        var length = record.Country.Raw.Length + record.City.Raw.Length + record.Location.Raw.Length + 2;
        if (length > CachedKeyBytesMax)
        {
            return Resolve(record);
        }

        // A quote stands in no raw JSON string, so it keeps the fields apart.
        Span<byte> key = stackalloc byte[length];
        record.Country.Raw.CopyTo(key);
        key[record.Country.Raw.Length] = (byte)'"';
        record.City.Raw.CopyTo(key[(record.Country.Raw.Length + 1)..]);
        key[record.Country.Raw.Length + 1 + record.City.Raw.Length] = (byte)'"';
        record.Location.Raw.CopyTo(key[(record.Country.Raw.Length + record.City.Raw.Length + 2)..]);
        var lookup = _cached.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(key, out var destination))
        {
            if (_cached.Count >= CachedMax)
            {
                _cached.Clear();
            }

            destination = Resolve(record);
            lookup[key] = destination;
        }

        return destination;
    }

    /// <summary>Where what cannot be landed of a topic goes.</summary>
    public Destination DeadLettersOf(string topic)
    {
        if (!_deadLetters.TryGetValue(topic, out var destination))
        {
            destination = Destination.ForDeadLetters(topic, caseBlindDisk);
            _deadLetters.Add(topic, destination);
        }

        return destination;
    }

    private Destination Resolve(ParsedRecord record)
    {
        var (locationCity, locationCountry) = Split(TextOf(record.Location));
        var country = TextOf(record.Country) is { Length: > 0 } givenCountry ? givenCountry : locationCountry;
        var city = TextOf(record.City) is { Length: > 0 } givenCity ? givenCity : locationCity;
        var code = countries.TryFind(country, out var alpha2) ? alpha2 : UnknownCountry;
        return Destination.ForRecords($"{code}/{CityName.ToFolder(city)}", fileName, caseBlindDisk);
    }

    /// <summary>"Paris, France": the city before the first comma, the country behind the last.</summary>
    private static (string City, string Country) Split(string location)
    {
        var first = location.IndexOf(',', StringComparison.Ordinal);
        return first < 0
            ? (location, string.Empty)
            : (location[..first].Trim(), location[(location.LastIndexOf(',') + 1)..].Trim());
    }

    private static string TextOf(JsonText text)
    {
        if (!text.IsEscaped)
        {
            return Encoding.UTF8.GetString(text.Raw).Trim();
        }

        try
        {
            var quoted = new byte[text.Raw.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            text.Raw.CopyTo(quoted.AsSpan(1));
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return reader.GetString()!.Trim();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is valid JSON and no text.
            return string.Empty;
        }
    }

    private sealed class FieldBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly FieldBytes Comparer = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Storing.Checksum.Continue(Storing.Checksum.Empty, alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
