using System.Globalization;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>Finds the country and the city of a record: in <c>country</c> and <c>city</c>, else in <c>location</c>.</summary>
internal sealed class PlaceReader
{
    /// <summary>The folder for countries that are not recognised.</summary>
    public const string UnknownCountry = "UNKNOWN";

    /// <summary>Changes whenever the same members could lead elsewhere.</summary>
    private const int Version = 1;

    private readonly CountryTable _countries;
    private readonly int _country;
    private readonly int _city;
    private readonly int _location;

    /// <summary>Makes a reader, and gives the members slots.</summary>
    public PlaceReader(CountryTable countries, ParseSettings parse, FieldTable fields)
    {
        _countries = countries;
        _country = fields.SlotOf(parse.PathOf(TemplateFields.Country));
        _city = fields.SlotOf(parse.PathOf(TemplateFields.City));
        _location = fields.SlotOf(parse.PathOf("location"));
    }

    /// <summary>The members that it looks at.</summary>
    public int[] Slots => [_country, _city, _location];

    /// <summary>What decides about places.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"places {Version} {_countries.Fingerprint}");

    /// <summary>The code of the country: ISO 3166-1 alpha-2, or <see cref="UnknownCountry"/>.</summary>
    public string CountryOf(ParsedRecord record)
    {
        var country = Named(record, _country) ?? Split(Named(record, _location) ?? "").Country;
        return _countries.TryFind(country, out var alpha2) ? alpha2 : UnknownCountry;
    }

    /// <summary>The city as the name of a folder.</summary>
    public string CityOf(ParsedRecord record) => CityName.ToFolder(Named(record, _city) ?? Split(Named(record, _location) ?? "").City);

    /// <summary>"Paris, France": the city before the first comma, the country behind the last.</summary>
    private static (string City, string Country) Split(string location)
    {
        var first = location.IndexOf(',', StringComparison.Ordinal);
        return first < 0
            ? (location, string.Empty)
            : (location[..first].Trim(), location[(location.LastIndexOf(',') + 1)..].Trim());
    }

    // A number, or a list, names no place.
    private static string? Named(ParsedRecord record, int slot) =>
        record.KindOf(slot) == System.Text.Json.JsonTokenType.String && record.TextOf(slot) is { Length: > 0 } text ? text : null;
}
