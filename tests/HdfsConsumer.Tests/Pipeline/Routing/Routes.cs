using System.Text;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Tests.Configuration;

namespace HdfsConsumer.Tests.Pipeline.Routing;

/// <summary>Routes records by rules as they are written in the settings.</summary>
internal sealed class Routes
{
    private static readonly CountryTable Countries = CountryTable.Load();

    private readonly LandingSettings _settings;
    private readonly JsonRecordParser _parser;
    private readonly RecordRouter _router;

    /// <param name="rules">What is between the brackets of <c>Routes</c>.</param>
    /// <param name="parse">What is between those of <c>Parse</c>.</param>
    /// <param name="sink">What is between those of <c>Sink</c>.</param>
    public Routes(string rules, string parse = "", string sink = "")
        : this(Load($$"""{ "Pipelines": { "p": { "Topics": ["t"], "Parse": { {{parse}} }, "Routes": [{{rules}}], "Sink": { {{sink}} } } } }"""))
    {
    }

    private Routes(LandingSettings settings)
    {
        var fields = new FieldTable();
        var columns = settings.Parse.Columns.Count > 0 ? new ColumnsWriter(settings.Parse.Columns, fields) : null;
        _router = new RecordRouter(settings.Routes, settings.Parse, fields, Countries, "records.jsonl", caseBlindDisk: false, settings.Lake.TableTopics);
        _parser = new JsonRecordParser(1_000_000, fields, columns, settings.Parse.NullTexts);
        _settings = settings;
    }

    /// <summary>Of everything that decides where a record goes.</summary>
    public string Fingerprint => $"{_router.Fingerprint} {_parser.Fingerprint}";

    /// <summary>The folder of a record, <c>(dropped)</c>, or <c>(REASON)</c> of a dead letter.</summary>
    public string Of(string json, string topic = "t", long timestampMs = 0)
    {
        var reason = _parser.Parse(Encoding.UTF8.GetBytes(json), isTombstone: false, out var parsed);
        return reason != DeadLetterReason.None ? $"({reason.InWords(_parser.RefusedColumn)})" : _router.Route(topic, timestampMs, parsed) switch
        {
            Verdict.Land land => land.To.Folder,
            Verdict.PutAside aside => $"({aside.Reason.InWords(aside.Detail)})",
            _ => "(dropped)",
        };
    }

    /// <summary>The same rules with nothing remembered.</summary>
    public Routes Afresh() => new(_settings);

    /// <summary>Whether a condition holds for a record.</summary>
    public static bool Holds(string condition, string json, string parse = "") =>
        new Routes($$"""{ "When": { {{condition}} }, "To": "yes" }, { "Otherwise": true, "To": "no" }""", parse).Of(json) == "yes";

    private static LandingSettings Load(string settings)
    {
        using var load = new Load();
        return load.AppSettings(settings).Pipelines("p")[0];
    }
}
