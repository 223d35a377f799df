using HdfsConsumer.Observing;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly LandingMeter _meter = new(TimeProvider.System);
    private readonly PrometheusText _text;
    private readonly PipelineMetrics _weather;

    public PrometheusTextTests()
    {
        _text = new PrometheusText(_meter);
        _weather = _meter.Add(new PipelineFacts("geo-weather", ["a", "b"], "files", LandsByPlace: true));
    }

    public void Dispose()
    {
        _text.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void ACounterHasALineForEachPipeline()
    {
        _meter.Add(new PipelineFacts("customers", ["c"], "files", LandsByPlace: false)).Wrote("x", 7, 70);
        _weather.Wrote("FR/Paris", 3, 30);
        Assert.Equal(
            [
                "# HELP hdfsconsumer_records_landed_total Records landed, each once; dead letters not included.",
                "# TYPE hdfsconsumer_records_landed_total counter",
                "hdfsconsumer_records_landed_total{pipeline=\"geo-weather\"} 3",
                "hdfsconsumer_records_landed_total{pipeline=\"customers\"} 7",
            ],
            LinesOf("hdfsconsumer_records_landed_total"));
    }

    [Fact]
    public void TopicsAreThereBeforeTheirFirstRecord()
    {
        _weather.RecordsConsumed.Add("b", 2);
        Assert.Equal(
            ["hdfsconsumer_records_consumed_total{pipeline=\"geo-weather\",topic=\"a\"} 0", "hdfsconsumer_records_consumed_total{pipeline=\"geo-weather\",topic=\"b\"} 2"],
            LinesOf("hdfsconsumer_records_consumed_total").Skip(2));
    }

    [Fact]
    public void AHistogramsBucketsHoldAllThatIsNoGreater()
    {
        foreach (var records in (int[])[1, 2, 2, 60, 2_000_000])
        {
            _weather.Flushed(new FlushOutcome(records, 0, TimeSpan.Zero));
        }

        var lines = LinesOf("hdfsconsumer_batch_records");
        Assert.Contains("hdfsconsumer_batch_records_bucket{pipeline=\"geo-weather\",le=\"1\"} 1", lines);
        Assert.Contains("hdfsconsumer_batch_records_bucket{pipeline=\"geo-weather\",le=\"2\"} 3", lines);
        Assert.Contains("hdfsconsumer_batch_records_bucket{pipeline=\"geo-weather\",le=\"50\"} 3", lines);
        Assert.Contains("hdfsconsumer_batch_records_bucket{pipeline=\"geo-weather\",le=\"1000000\"} 4", lines);
        Assert.Contains("hdfsconsumer_batch_records_bucket{pipeline=\"geo-weather\",le=\"+Inf\"} 5", lines);
        Assert.Contains("hdfsconsumer_batch_records_sum{pipeline=\"geo-weather\"} 2000065", lines);
        Assert.Contains("hdfsconsumer_batch_records_count{pipeline=\"geo-weather\"} 5", lines);
    }

    [Fact]
    public void ALabelCannotEndItsLine()
    {
        _meter.Add(new PipelineFacts("a\"b\\c\nd", [], "files", LandsByPlace: false)).Wrote("x", 1, 1);
        Assert.Contains("hdfsconsumer_records_landed_total{pipeline=\"a\\\"b\\\\c\\nd\"} 1", LinesOf("hdfsconsumer_records_landed_total"));
    }

    [Fact]
    public void PlacesAreNoLabels()
    {
        _weather.Wrote("FR/Paris", 3, 30);
        Assert.DoesNotContain("Paris", _text.Write(), StringComparison.Ordinal);
    }

    private List<string> LinesOf(string metric) =>
        [.. _text.Write().Split('\n').Where(line => line.StartsWith(metric, StringComparison.Ordinal) || line.Split(' ') is ["#", _, var name, ..] && name == metric)];
}
