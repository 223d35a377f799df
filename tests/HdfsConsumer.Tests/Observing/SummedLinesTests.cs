using HdfsConsumer.Observing;

namespace HdfsConsumer.Tests.Observing;

public sealed class SummedLinesTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LogLines _written = new();
    private readonly SummedLines _lines;

    public SummedLinesTests() => _lines = new SummedLines(_written.Log, _clock);

    public void Dispose() => _written.Dispose();

    [Fact]
    public void TheFirstEventIsWrittenAtOnce()
    {
        _lines.Processed(50, "FR/Paris");

        Assert.Equal(["INFO - Processed 50 messages, wrote to FR/Paris/"], _written.WithoutTimes);
    }

    [Fact]
    public void LaterOnesAreWrittenTogetherAfterTheSecond()
    {
        _lines.Processed(50, "FR/Paris");
        _lines.Processed(60, "FR/Lyon");
        _lines.Processed(40, "US/New-York");
        _lines.Processed(40, "FR/Lyon");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _lines.Processed(10, "DE/Berlin");

        Assert.Equal(
            ["INFO - Processed 50 messages, wrote to FR/Paris/", "INFO - Processed 150 messages, wrote to FR/Lyon/ and 2 more"],
            _written.WithoutTimes);
    }

    [Fact]
    public void NothingIsWrittenBeforeTheSecondIsOver()
    {
        _lines.Processed(50, "FR/Paris");
        _lines.Processed(50, "FR/Paris");
        _clock.Advance(TimeSpan.FromSeconds(0.999));
        _lines.Tick();

        Assert.Single(_written.Whole);
    }

    [Fact]
    public void ATickWritesWhatHasWaited()
    {
        _lines.Processed(50, "FR/Paris");
        _lines.Processed(51, "FR/Paris");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _lines.Tick();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _lines.Tick();

        Assert.Equal(
            ["INFO - Processed 50 messages, wrote to FR/Paris/", "INFO - Processed 51 messages, wrote to FR/Paris/"],
            _written.WithoutTimes);
    }

    [Fact]
    public void AFlushAtTheEndWritesEverything()
    {
        for (var time = 0; time < 2; time++)
        {
            _lines.Processed(50, "FR/Paris");
            _lines.BatchFlushed();
            _lines.Performance(100 + time);
            _lines.DeadLetter($"a[0]@{time}", "not JSON");
            _lines.Rotated(1, "FR/Paris");
        }

        Assert.Equal(5, _written.Whole.Count);
        _lines.Flush();
        _lines.Flush();

        Assert.Equal(
            [
                "INFO - Processed 50 messages, wrote to FR/Paris/",
                "INFO - Batch flush: 50 records to 1 locations",
                "INFO - Performance: 101.0 msg/sec avg",
                "WARNING - Dead letters: 1 records set aside, the last one a[0]@1: not JSON",
                "INFO - Rotation: 1 files closed, the last one in FR/Paris",
            ],
            _written.WithoutTimes.Skip(5));
    }

    [Fact]
    public void ABatchFlushCountsAFolderOnce()
    {
        _lines.Processed(50, "FR/Paris");
        _lines.Processed(60, "FR/Lyon");
        _lines.Processed(40, "FR/Paris");
        _lines.BatchFlushed();

        Assert.Equal("INFO - Batch flush: 150 records to 2 locations", _written.WithoutTimes.Last());
    }

    [Fact]
    public void AFlushWithoutRecordsIsNoLine()
    {
        _lines.BatchFlushed();

        Assert.Empty(_written.Whole);
    }

    [Fact]
    public void DeadLettersAreCountedAndTheLastIsNamed()
    {
        for (var offset = 0; offset < 100; offset++)
        {
            _lines.DeadLetter($"a[3]@{offset}", "empty");
        }

        _lines.Flush();

        Assert.Equal("WARNING - Dead letters: 99 records set aside, the last one a[3]@99: empty", _written.WithoutTimes.Last());
    }

    [Fact]
    public void AMillionEventsInASecondAreTwoLines()
    {
        for (var count = 0; count < 1_000_000; count++)
        {
            _lines.Processed(1, "FR/Paris");
        }

        _lines.Flush();

        Assert.Equal("INFO - Processed 999999 messages, wrote to FR/Paris/", _written.WithoutTimes.Last());
        Assert.Equal(2, _written.Whole.Count);
    }
}
