using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Watermarking;

public sealed class TopicWatermarksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly TopicWatermarks _ours;
    private readonly TopicWatermarks _theirs;

    public TopicWatermarksTests()
    {
        _disk = new LocalDisk(_folder.Path);
        _ours = new TopicWatermarks(_disk, Path.Combine(_folder.Path, "weather"));
        _theirs = new TopicWatermarks(_disk, Path.Combine(_folder.Path, "weather"));
        Assert.True(_ours.TryOpen(partitions: 3));
        Assert.True(_ours.TryBegin([New(0, start: 10), New(1, start: 11), New(2, start: 12)]));
    }

    [Fact]
    public void PartitionsBeginTogether()
    {
        Assert.Equal([10, 11, 12], NextOf(_theirs));
        Assert.Equal([10L, 11, 12], Enumerable.Range(0, 3).Select(_ours.DurableNext));
        Assert.Equal(0, _theirs.DurableNext(0));
    }

    /// <summary>What was read is kept until the file has changed.</summary>
    [Fact]
    public void WhatAnotherInstanceRaisesIsSeen()
    {
        for (var next = 20; next < 25; next++)
        {
            Assert.True(_theirs.TryRaise([KeyValuePair.Create(1, new Watermark(next, Last: null))]));
            Assert.Equal([10, next, 12], NextOf(_ours));
            Assert.Equal([10, next, 12], NextOf(_ours));
            Assert.Equal([10, next, 12], NextOf(_theirs));
        }
    }

    [Fact]
    public void NoneBeginsWhereOneWasDecidedByAnotherWatermark()
    {
        Assert.True(_theirs.TryRaise([KeyValuePair.Create(2, new Watermark(30, Last: null))]));
        Assert.False(_ours.TryBegin([new(0, DecidedBy: 10, Offset: 15), new(2, DecidedBy: 12, Offset: 31)]));
        Assert.Equal([10, 11, 30], NextOf(_ours));
        Assert.True(_ours.TryBegin([new(0, DecidedBy: 10, Offset: 15), new(2, DecidedBy: 30, Offset: 30)]));
        Assert.Equal([15, 11, 30], NextOf(_theirs));
    }

    public void Dispose()
    {
        _theirs.Dispose();
        _ours.Dispose();
        _disk.Dispose();
        _folder.Dispose();
    }

    private static PartitionStart New(int partition, long start) => new(partition, DecidedBy: null, start);

    private static IEnumerable<long> NextOf(TopicWatermarks watermarks) => Enumerable.Range(0, 3).Select(partition => watermarks[partition]!.Value.Next);
}
