using HdfsConsumer.Observing;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

public sealed class ReadinessTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LandingMeter _meter;
    private readonly PipelineMetrics _metrics;

    public ReadinessTests()
    {
        _meter = new LandingMeter(_clock);
        _metrics = _meter.Add(new PipelineFacts("p", ["t"], "files", LandsByPlace: false));
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void APipelineThatHasNotBegunIsNotReady() => Assert.Equal(["p: starting"], NotReady());

    [Fact]
    public void OneThatHoldsNothingIsNotReady()
    {
        _metrics.Doing = new(PipelineState.Running, "");
        Assert.Equal(["p holds no partitions"], NotReady());
    }

    [Fact]
    public void OneThatTakesMoreThanItHasBeforeItIsReady()
    {
        Runs(lagRecords: 100);
        Assert.Empty(NotReady(takenInLastMinute: 100));
        Assert.Equal(["p is behind: 100 records to take, 99 taken in the last minute"], NotReady(takenInLastMinute: 99));
    }

    [Fact]
    public void OneThatWaitsSaysForWhat()
    {
        _metrics.Doing = new(PipelineState.Waiting, "The disk is full.");
        Assert.Equal(["p: waiting (The disk is full.)"], NotReady());
    }

    [Fact]
    public void OneThatHasEndedKeepsNobodyWaiting()
    {
        _metrics.Doing = new(PipelineState.Ended, "");
        Assert.Empty(NotReady());
    }

    [Fact]
    public void OneThatDoesNotMoveIsNotLive()
    {
        Runs(lagRecords: 0);
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(Readiness.NotLive(_meter.Pipelines));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["p has not moved for 360 s"], Readiness.NotLive(_meter.Pipelines));
        _metrics.Turned(() => PipelineStanding.None);
        Assert.Empty(Readiness.NotLive(_meter.Pipelines));
    }

    [Fact]
    public void TheLastMinutesAreKeptAndNoMore()
    {
        var history = new History();
        for (var second = 0; second <= History.Seconds + 5; second++)
        {
            history.Note(DateTimeOffset.UnixEpoch.AddSeconds(second), landed: second * 10, lagRecords: second);
        }

        Assert.Equal(History.Seconds, history.Points.Count);
        Assert.Equal(new HistoryPoint(History.Seconds + 5, 10, History.Seconds + 5), history.Points[^1]);
        Assert.Equal(10, history.RecordsPerSecond);
    }

    private void Runs(long lagRecords)
    {
        _metrics.Doing = new(PipelineState.Running, "");
        _metrics.Stands(PipelineStanding.None with { LagRecords = lagRecords, Partitions = [new("t", 0, 0, 0, lagRecords, null)] });
    }

    private IReadOnlyList<string> NotReady(long takenInLastMinute = 0) => Readiness.NotReady(_meter.Pipelines, _ => takenInLastMinute);
}
