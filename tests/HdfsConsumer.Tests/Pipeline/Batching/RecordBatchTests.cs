using System.Text;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Batching;

public sealed class RecordBatchTests : IDisposable
{
    private static readonly Destination Paris = Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false);
    private static readonly Destination Lyon = Destination.ForRecords("FR/Lyon", "alerts.json", caseBlindDisk: false);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly PartitionTenure _tenure;
    private readonly RecordBatch _batch = new();

    public RecordBatchTests()
    {
        _disk = new LocalDisk(_folder.Path);
        _tenure = Records.Tenure(Records.Watermarks(_disk, _folder));
    }

    [Fact]
    public void MemoryThatServedOneDestinationServesAnotherWithNothingOfIt()
    {
        Add(Paris, 0, "the first", "the second");
        var paris = _batch.Buffers.Single();
        paris.RemoveHead(records: 2, bytes: paris.Bytes.Length);
        _batch.Settle();
        Assert.True(_batch.IsEmpty);

        Add(Lyon, 2, "the third");
        var lyon = _batch.Buffers.Single();
        Assert.Same(paris, lyon);
        Assert.Equal(("FR/Lyon", "the third\n", 2L), (lyon.Destination.Folder, Encoding.UTF8.GetString(lyon.Bytes), lyon.Records[0].Offset));
        Assert.Equal((1, 10L), (_batch.Records, _batch.Bytes));
    }

    [Fact]
    public void WhatIsHeldStaysWhereItIsWhenOthersHaveLeft()
    {
        Add(Paris, 0, "one");
        Add(Lyon, 1, "two");
        _batch.Buffers[0].RemoveHead(records: 1, bytes: 4);
        _batch.Settle();
        Add(Paris, 2, "three");

        Assert.Equal(["FR/Lyon two", "FR/Paris three"], Held(_batch));
    }

    [Fact]
    public void ABatchIsGivenWholeAndTheMemoryOfTheOneBeforeComesBack()
    {
        var begun = new RecordBatch();
        Add(Paris, 0, "one");
        var first = _batch.Buffers[0];
        _batch.MoveTo(begun);
        Assert.True(_batch.IsEmpty);
        Assert.Equal(["FR/Paris one"], Held(begun));

        begun.Clear();
        Add(Lyon, 1, "two");
        _batch.MoveTo(begun);
        Add(Paris, 2, "three");

        Assert.Equal(["FR/Lyon two"], Held(begun));
        Assert.Equal(["FR/Paris three"], Held(_batch));
        Assert.Same(first, _batch.Buffers[0]);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<string> Held(RecordBatch batch) =>
        batch.Buffers.Select(buffer => $"{buffer.Destination.Folder} {Encoding.UTF8.GetString(buffer.Bytes).TrimEnd()}");

    private void Add(Destination destination, long first, params string[] lines)
    {
        foreach (var (line, number) in lines.Select((line, number) => (line, number)))
        {
            _batch.Add(destination, Records.Record(_tenure, first + number, line), Encoding.UTF8.GetBytes(line));
        }
    }
}
