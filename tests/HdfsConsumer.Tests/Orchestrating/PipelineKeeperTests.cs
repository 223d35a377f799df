using HdfsConsumer.Observing;
using HdfsConsumer.Orchestrating;
using HdfsConsumer.Storing;
using HdfsConsumer.Tests.Observing;

namespace HdfsConsumer.Tests.Orchestrating;

public sealed class PipelineKeeperTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly List<TimeSpan> _pauses = [];
    private readonly LandingMeter _meter;
    private readonly PipelineMetrics _metrics;
    private int _runs;

    public PipelineKeeperTests()
    {
        _meter = new LandingMeter(_clock);
        _metrics = _meter.Add(new PipelineFacts("customers", ["c"], "files", LandsByPlace: false));
    }

    public void Dispose()
    {
        _lines.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void ARunThatEndsWellIsTheOnlyOne()
    {
        Assert.Equal(ExitCode.Done, Keep(_ => { }));
        Assert.Equal((1, 0, 0), (_runs, _pauses.Count, _lines.Whole.Count));
    }

    [Fact]
    public void OneThatFailsIsStartedAgainAfterPausesThatGrow()
    {
        Assert.Equal(ExitCode.Done, Keep(run => Fail(run < 4)));
        Assert.Equal([1.0, 2.0, 4.0], _pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal(
            ["DEBUG - The failure in full: broken", "WARNING - Failed (broken); starting again in 1 s, attempt 1 of 5"],
            _lines.WithoutTimes.Take(2));
    }

    [Fact]
    public void OneThatFailsAgainAndAgainIsGivenUp()
    {
        Assert.Equal(ExitCode.DataNeedsAttention, Keep(_ => Fail(true)));
        Assert.Equal(PipelineKeeper.RestartsMax + 1, _runs);
        Assert.Equal([1.0, 2.0, 4.0, 8.0, 16.0], _pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal("ERROR - Gave up: broken", _lines.WithoutTimes.Last());
        Assert.Equal(new PipelineMetrics.Status(PipelineState.GaveUp, "broken"), _metrics.Doing);
    }

    [Fact]
    public void AGoodRunMakesUpForTheFailuresBefore()
    {
        Assert.Equal(ExitCode.DataNeedsAttention, Keep(run =>
        {
            _clock.Advance(run == 5 ? PipelineKeeper.GoodRun : PipelineKeeper.GoodRun - TimeSpan.FromSeconds(1));
            Fail(true);
        }));
        Assert.Equal([1.0, 2.0, 4.0, 8.0, 1.0, 2.0, 4.0, 8.0, 16.0], _pauses.Select(pause => pause.TotalSeconds));
    }

    [Theory]
    [InlineData(ExitCode.DataNeedsAttention)]
    [InlineData(ExitCode.WrongUsage)]
    public void WhatOnlyAPersonCanMendIsNotTriedAgain(int code)
    {
        Assert.Equal(code, Keep(_ => throw new StopException(code, "look at it")));
        Assert.Equal((1, 0), (_runs, _pauses.Count));
        Assert.Equal(["DEBUG - The failure in full: look at it", "ERROR - Gave up: look at it"], _lines.WithoutTimes);
    }

    [Fact]
    public void ADamagedLandingIsNotTriedAgain()
    {
        Assert.Equal(ExitCode.DataNeedsAttention, Keep(_ => throw new LandingDamagedException("damaged")));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public void AServerThatCannotBeReachedIsTriedAgainAndItsCodeTold()
    {
        Assert.Equal(ExitCode.Unreachable, Keep(_ => throw new StopException(ExitCode.Unreachable, "no answer")));
        Assert.Equal(PipelineKeeper.RestartsMax + 1, _runs);
    }

    [Fact]
    public void AStopEndsThePauseInGoodOrder()
    {
        var keeper = new PipelineKeeper(_ => Fail(++_runs > 0), _lines.Log, _metrics, _clock);
        Assert.Equal(ExitCode.Done, keeper.Keep(_ => false, CancellationToken.None));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public void AStopBeforeABrokerAnsweredIsNoFailure()
    {
        Assert.Equal(ExitCode.Done, Keep(_ => throw new StopException(ExitCode.Done, "stopped")));
        Assert.Equal((1, 0, 0), (_runs, _pauses.Count, _lines.Whole.Count));
    }

    private int Keep(Action<int> run) => new PipelineKeeper(_ => run(++_runs), _lines.Log, _metrics, _clock).Keep(
        pause =>
        {
            _pauses.Add(pause);
            return true;
        },
        CancellationToken.None);

    private static void Fail(bool isFailing)
    {
        if (isFailing)
        {
            throw new IOException("broken");
        }
    }
}
