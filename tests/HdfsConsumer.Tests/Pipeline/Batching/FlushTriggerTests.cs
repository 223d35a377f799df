using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Batching;

public sealed class FlushTriggerTests : IDisposable
{
    private static readonly Destination Paris = Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly PartitionTenure _tenure;
    private readonly ManualClock _clock = new();
    private readonly RecordBatch _batch = new();
    private readonly FlushTrigger _trigger;

    public FlushTriggerTests()
    {
        _disk = new LocalDisk(_folder.Path);
        _tenure = Records.Tenure(Records.Watermarks(_disk, _folder));
        _trigger = new FlushTrigger(_clock, recordsMax: 3, bytesMax: 100, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void AnEmptyBatchIsNeverDue()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(_trigger.IsDue(_batch));
    }

    [Fact]
    public void TheLastRecordThatFitsMakesItDue()
    {
        Add("{}");
        Add("{}");
        Assert.False(_trigger.IsDue(_batch));
        Add("{}");
        Assert.True(_trigger.IsDue(_batch));
    }

    [Fact]
    public void TheOldestRecordsAgeMakesItDueThoughNoNewOneComes()
    {
        Add("{}");
        _clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(_trigger.IsDue(_batch));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_trigger.IsDue(_batch));
    }

    [Fact]
    public void MemoryMakesItDue()
    {
        Add(new string('x', 100));
        Assert.True(_trigger.IsDue(_batch));
    }

    [Fact]
    public void AfterAFailureItIsDueAgainAfterTheDelay()
    {
        Add(new string('x', 100));
        _trigger.RetryAfter(TimeSpan.FromSeconds(1));
        Assert.False(_trigger.IsDue(_batch));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_trigger.IsDue(_batch));
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private void Add(string value)
    {
        var record = Records.Record(_tenure, 0, value);
        _batch.Add(Paris, record, record.Value);
        _trigger.Added();
    }
}
