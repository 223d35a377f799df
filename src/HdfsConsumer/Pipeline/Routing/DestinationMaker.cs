using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>Makes the destinations that rules name: fills their templates with what a record says.</summary>
internal sealed class DestinationMaker
{
    private const int PartBytesMax = 240;

    private readonly PlaceReader? _places;
    private readonly Dictionary<string, int> _slots = [];
    private readonly string? _fileName;
    private readonly bool _caseBlindDisk;

    /// <summary>Makes it, and gives the members that templates name slots.</summary>
    /// <param name="templates">All templates that there are.</param>
    /// <param name="parse">What their fields mean.</param>
    /// <param name="fields">Where slots are given.</param>
    /// <param name="countries">The country table.</param>
    /// <param name="fileName">The data file's name in each folder; null where destinations are tables.</param>
    /// <param name="caseBlindDisk">Whether the disk takes names that differ in case only for one.</param>
    public DestinationMaker(
        IReadOnlyList<DestinationTemplate> templates, ParseSettings parse, FieldTable fields, CountryTable countries, string? fileName, bool caseBlindDisk)
    {
        _fileName = fileName;
        _caseBlindDisk = caseBlindDisk;
        var named = templates.SelectMany(template => template.Fields).Distinct().ToList();
        if (named.Contains(TemplateFields.Country) || named.Contains(TemplateFields.City))
        {
            _places = new PlaceReader(countries, parse, fields);
        }

        foreach (var field in named.Where(field => field == TemplateFields.Timestamp || !TemplateFields.Always.Contains(field)))
        {
            _slots[field] = fields.SlotOf(parse.PathOf(field));
        }

        // Moments differ from record to record, and the topic is no member.
        AreOfMembersAlone = !named.Contains(TemplateFields.Timestamp) && !named.Contains(TemplateFields.Topic)
            && !templates.SelectMany(template => template.Parts).SelectMany(part => part).Any(piece => piece.Format is not null);
    }

    /// <summary>The members that it looks at.</summary>
    public IEnumerable<int> Slots => _slots.Values.Concat(_places?.Slots ?? []);

    /// <summary>What decides about places; null where no template names any.</summary>
    public string? PlacesFingerprint => _places?.Fingerprint;

    /// <summary>Whether destinations depend on nothing but members that many records share.</summary>
    public bool AreOfMembersAlone { get; }

    /// <summary>The destination of a record.</summary>
    /// <param name="template">What the rule says.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="timestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
    /// <param name="parsed">The record.</param>
    public Destination Make(DestinationTemplate template, string topic, long timestampMs, ParsedRecord parsed)
    {
        if (_fileName is null)
        {
            return Destination.ForTable(PartOf(template.Parts[0], topic, timestampMs, parsed));
        }

        var folder = new StringBuilder();
        foreach (var part in template.Parts)
        {
            if (folder.Length > 0)
            {
                folder.Append('/');
            }

            folder.Append(FolderName.Shortened(PartOf(part, topic, timestampMs, parsed), PartBytesMax));
        }

        return Destination.ForRecords(FolderName.NotOurs(folder.ToString()), _fileName, _caseBlindDisk);
    }

    private string PartOf(IReadOnlyList<TemplatePiece> part, string topic, long timestampMs, ParsedRecord parsed)
    {
        var text = "";
        foreach (var piece in part)
        {
            text += piece switch
            {
                { Literal: { } literal } => literal,
                { Format: { } format, Field: TemplateFields.Timestamp } => DateOf(parsed, _slots[TemplateFields.Timestamp], timestampMs, format),
                { Format: { } format } => DateOf(parsed, _slots[piece.Field!], otherwiseMs: null, format),
                { Field: TemplateFields.Topic } => _fileName is null ? topic : FolderName.OfTopic(topic),
                { Field: TemplateFields.Country } => _places!.CountryOf(parsed),
                { Field: TemplateFields.City } => _places!.CityOf(parsed),
                _ => FolderName.Of(parsed.TextOf(_slots[piece.Field!])),
            };
        }

        return text;
    }

    private static string DateOf(ParsedRecord parsed, int slot, long? otherwiseMs, string format) =>
        parsed.KindOf(slot) is JsonTokenType.String or JsonTokenType.Number && Moment.TryRead(parsed.TextOf(slot) ?? "", out var moment)
            ? moment.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)
            : otherwiseMs is { } ms
                ? Moment.OfKafka(ms).UtcDateTime.ToString(format, CultureInfo.InvariantCulture)
                : FolderName.Unknown;
}
