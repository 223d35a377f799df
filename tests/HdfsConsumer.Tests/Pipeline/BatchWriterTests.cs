using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Storing;
using HdfsConsumer.Tests.Observing;

namespace HdfsConsumer.Tests.Pipeline;

public sealed class BatchWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _lines = new();
    private readonly ManualClock _clock = new();
    private readonly LandingMeter _meter;
    private readonly LandingObserver _observer;
    private readonly LocalDisk _disk;

    public BatchWriterTests()
    {
        _disk = new LocalDisk(_folder.Path);
        _meter = new LandingMeter(_clock);
        _observer = new LandingObserver(_lines.Log, _meter.Add(new PipelineFacts("geo-weather", ["weather"], "files", LandsByPlace: true)), _clock, withMonitoring: true);
    }

    /// <summary>Who publishes says when, and may say it in microseconds, or not at all.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1_700_000_000_000)]
    [InlineData(1_700_000_000_000_000)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void ARecordIsWrittenWhateverItsTimestampIs(long timestampMs)
    {
        using var watermarks = Records.Watermarks(_disk, _folder);
        var batch = new RecordBatch();
        var record = new ConsumedRecord(Records.Tenure(watermarks), offset: 0, timestampMs, "{}"u8, isTombstone: false);
        batch.Add(Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false), record, "{}"u8);
        Assert.True(_observer.WantsLatency);
        Assert.True(new BatchWriter(new TakingSink(), _clock, _observer).TryWrite(batch));
        Assert.True(batch.IsEmpty);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _lines.Dispose();
        _disk.Dispose();
        _folder.Dispose();
    }

    private sealed class TakingSink : ISink
    {
        public SinkCounters Counters { get; } = new();

        public int PreparedMax => 1;

        public void Prepare(IReadOnlyList<DestinationBuffer> buffers)
        {
        }

        public AppendOutcome Append(DestinationBuffer buffer)
        {
            buffer.RemoveHead(buffer.Records.Length, buffer.Bytes.Length);
            return AppendOutcome.Landed;
        }

        public long? LowestHeld(PartitionTenure tenure) => null;

        public bool TryMakeStable() => true;

        public bool TryMakeDeadLettersStable() => true;

        public void ForgetOwed()
        {
        }

        public void Dispose()
        {
        }
    }
}
