using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Observing;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

/// <summary>What the page and <c>/api/status</c> tell of a pipeline that counts.</summary>
public sealed class StatusReportTests : IDisposable
{
    private const int Many = 1000;

    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly LandingMeter _meter;
    private readonly LandingObserver _observer;

    public StatusReportTests()
    {
        _meter = new LandingMeter(_clock);
        var metrics = _meter.Add(new PipelineFacts("spotify", ["tracks"], "analytics", LandsByPlace: false));
        _observer = new LandingObserver(_lines.Log, metrics, _clock, withMonitoring: false);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public void BeforeTheFirstSummaryNothingIsCounted() => Assert.Equal(JsonValueKind.Null, Analytics().ValueKind);

    [Fact]
    public void TheLastSummaryIsTold()
    {
        _observer.Summarised(Summary(records: 2, values: 2, groups: 1));
        _observer.Summarised(Summary(records: 3, values: 2, groups: 2));
        var analytics = Analytics();
        Assert.Equal((3, 1.5), (analytics.GetProperty("records").GetInt64(), analytics.GetProperty("recordsPerSecond").GetDouble()));
        Assert.Equal(
            """[{"field":"track_id","count":120000,"standardError":0.008,"approximate":true}]""", analytics.GetProperty("distinct").GetRawText());
        Assert.Equal(
            """[{"name":"artists","field":"artist","values":[{"value":"value 0","count":1000},{"value":"value 1","count":999}],"errorAtMost":7,"approximate":true}]""",
            analytics.GetProperty("top").GetRawText());
        var numbers = analytics.GetProperty("numbers")[0];
        Assert.Equal(0.15, numbers.GetProperty("fields")[0].GetProperty("mean").GetDouble());
        Assert.Equal(
            """[{"group":"group 1","records":3,"means":[1,null]},{"group":"group 0","records":2,"means":[0,null]}]""", numbers.GetProperty("groups").GetRawText());
    }

    [Fact]
    public void ItIsBoundedWhateverIsCounted()
    {
        _observer.Summarised(Summary(records: 3, values: Many, groups: Many));
        var analytics = Analytics();
        Assert.Equal(AnalyticsReport.ValuesMax, analytics.GetProperty("top")[0].GetProperty("values").GetArrayLength());
        var numbers = analytics.GetProperty("numbers")[0];
        Assert.Equal(Many, numbers.GetProperty("groupCount").GetInt32());
        Assert.Equal(
            Enumerable.Range(0, NumbersReport.GroupsMax).Select(place => $"group {Many - 1 - place}"),
            numbers.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("group").GetString()));
    }

    private JsonElement Analytics()
    {
        var report = new StatusBoard(_meter, _clock).Report(withHistory: false);
        return JsonSerializer.SerializeToElement(report, StatusJson.Default.StatusReport).GetProperty("pipelines")[0].GetProperty("analytics");
    }

    private static AnalyticsSummary Summary(long records, int values, int groups) => new(
        "spotify",
        DateTimeOffset.UnixEpoch,
        records,
        RecordsPerSecond: 1.5,
        FirstRecordAt: null,
        LastRecordAt: null,
        [new DistinctSummary("track_id", 120_000, 0.008)],
        [new TopSummary("artists", "artist", [.. Enumerable.Range(0, values).Select(place => new TopValue(Named("value", place), Many - place))], ErrorAtMost: 7)],
        [
            new NumbersSummary(
                "features",
                "genre",
                [Number("energy", 2, 0.15), Number("tempo", 0, mean: null)],
                [.. Enumerable.Range(0, groups).Select(group => new GroupSummary(Named("group", group), [Number("energy", group + 1, group), Number("tempo", 0, mean: null)]))],
                RecordsBeyondGroups: 0),
        ],
        [new PartitionSummary("tracks", 0, 3, 3)]);

    private static string Named(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");

    private static NumberSummary Number(string field, long count, double? mean) => new(field, count, NotNumbers: 1, "0.3", mean, mean, mean, mean, mean, mean, 0.01);
}
