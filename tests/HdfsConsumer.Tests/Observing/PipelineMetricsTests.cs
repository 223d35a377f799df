using HdfsConsumer.Observing;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing;

/// <summary>What an observer is told is what is counted.</summary>
public sealed class PipelineMetricsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly LandingMeter _meter;
    private readonly PipelineMetrics _metrics;
    private readonly LandingObserver _observer;

    public PipelineMetricsTests()
    {
        _meter = new LandingMeter(_clock);
        _metrics = _meter.Add(new PipelineFacts("geo-weather", ["weather"], "files", LandsByPlace: true));
        _observer = new LandingObserver(_lines.Log, _metrics, _clock, withMonitoring: false);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public void DeadLettersAreNotLanded()
    {
        _observer.Wrote("FR/Paris", 3, 300, areDeadLetters: false);
        _observer.Wrote("_dead-letters", 2, 500, areDeadLetters: true);
        Assert.Equal((3, 300), (_metrics.RecordsLanded.Value, _metrics.BytesLanded.Value));
        Assert.Equal([KeyValuePair.Create("FR/Paris", 3L)], _metrics.RecordsByDestination.All);
    }

    [Fact]
    public void OnlyTheLastDeadLettersAreKept()
    {
        for (var offset = 0; offset < 15; offset++)
        {
            _observer.PutAside("weather", 2, offset, "not_json", "not JSON");
        }

        Assert.Equal(15, _metrics.DeadLetters.Sum);
        Assert.Equal(Enumerable.Range(5, 10).Select(offset => $"weather[2]@{offset}"), _metrics.RecentDeadLetters.Select(letter => letter.Position));
    }

    [Fact]
    public void ASecondRunGoesOnFromTheFirst()
    {
        _observer.Connected("h:1");
        _metrics.Stands(Standing(duplicates: 5, rotations: 1));
        _metrics.Stands(Standing(duplicates: 7, rotations: 1));
        _observer.Connected("h:1");
        _metrics.Stands(Standing(duplicates: 2, rotations: 4));
        Assert.Equal((9, 5), (_metrics.DuplicatesSkipped.Value, _metrics.Rotations.Sum));
    }

    [Fact]
    public void NobodyLookingCostsNoStanding()
    {
        _observer.Turned(() => throw new InvalidOperationException("It is not asked for."));
        Assert.False(_observer.WantsLatency);
        using var watched = new PrometheusText(_meter);
        var asked = 0;
        for (var turn = 0; turn < 10; turn++)
        {
            _observer.Turned(() =>
            {
                asked++;
                return Standing();
            });
            _clock.Advance(TimeSpan.FromMilliseconds(300));
        }

        Assert.Equal(3, asked);
        Assert.True(_observer.WantsLatency);
    }

    [Fact]
    public void LagInTimeIsTheAgeOfTheOldestLastRecordThatHasMoreBehindIt()
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _metrics.Stands(Standing() with
        {
            Partitions =
            [
                new("weather", 0, Position: 10, Landed: 0, End: 10, now - 90_000),
                new("weather", 1, Position: 10, Landed: 0, End: 11, now - 4_000),
                new("weather", 2, Position: 10, Landed: 0, End: 12, now - 3_000),
                new("other", 0, Position: 10, Landed: 0, End: 12, now - 70_000),
            ],
        });
        Assert.Equal(TimeSpan.FromSeconds(4), _metrics.LagTime("weather"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(4), _metrics.LagTime("weather"));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(64), _metrics.LagTime("weather"));
    }

    [Fact]
    public void ItsStateIsWhatItWaitsFor()
    {
        _observer.Connected("h:1");
        Assert.Equal(PipelineState.Running, _metrics.Doing.State);
        _observer.BrokerGone("no route");
        Assert.Equal(PipelineState.Waiting, _metrics.Doing.State);
        _observer.BrokerBack();
        _observer.DiskFilled("no space");
        Assert.Equal(new(PipelineState.Waiting, "The disk is full."), _metrics.Doing);
        _observer.DiskFreed();
        Assert.Equal(PipelineState.Running, _metrics.Doing.State);
        Assert.Equal([("broker_gone", 1L), ("disk_full", 1L)], _metrics.Errors.All.Select(error => (error.Key, error.Value)).Order());
    }

    [Fact]
    public void LatencyIsForgottenAfterAMinute()
    {
        var latency = new RecentLatency(_clock);
        latency.Add(TimeSpan.FromMilliseconds(5));
        _clock.Advance(TimeSpan.FromSeconds(45));
        latency.Advance();
        latency.Add(TimeSpan.FromMilliseconds(7));
        Assert.Equal([5, 7], [latency.Whole().Percentile(0.5)!.Value.TotalMilliseconds, latency.Whole().Percentile(1)!.Value.TotalMilliseconds]);
        _clock.Advance(TimeSpan.FromSeconds(20));
        latency.Advance();
        Assert.Equal(7, latency.Whole().Percentile(0.5)!.Value.TotalMilliseconds);
        _clock.Advance(TimeSpan.FromHours(1));
        latency.Advance();
        Assert.Null(latency.Whole().Percentile(0.5));
    }

    [Fact]
    public void KeysBeyondTheBoundAreNotCounted()
    {
        var counts = new CountBy<string>(keysMax: 2);
        foreach (var key in (string[])["a", "b", "c", "a"])
        {
            counts.Add(key, 1);
        }

        Assert.Equal([("a", 2L), ("b", 1L)], counts.All.Select(count => (count.Key, count.Value)).Order());
    }

    private static PipelineStanding Standing(long duplicates = 0, long rotations = 0) =>
        PipelineStanding.None with { DuplicatesSkipped = duplicates, RotationsByCause = new Dictionary<string, long> { ["size"] = rotations } };
}
