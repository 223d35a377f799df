using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Files;

public sealed class LedgeredFileTests : IDisposable
{
    private static readonly Destination Paris = Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly TopicWatermarks _watermarks;
    private readonly List<LedgeredFile> _opened = [];

    public LedgeredFileTests()
    {
        _disk = new LocalDisk(_folder.Path);
        _watermarks = new TopicWatermarks(_disk, _folder["watermarks"]);
    }

    [Fact]
    public void WhatOthersKnowOfALostWorkingStateDoesNotCount()
    {
        var writer = Open();
        writer.Append(Buffer(Tenure(), 0, "a"));
        Publish(writer);
        writer.Append(Buffer(Tenure(), 1, "b"));

        // Another instance opens the file, and is between the two steps of a checkpoint ...
        var bystander = Open();
        var nothing = new DestinationBuffer(Paris);
        bystander.Append(nothing);
        Assert.True(bystander.TryBeginPublish());
        bystander.SyncData();

        // ... when a write of the working state is torn, and a third one goes back to what is stable.
        using (var ledger = _disk.OpenExisting(_folder["FR/Paris/.alerts.json.ledger"])!)
        {
            const int workingSlot = 2 * SlotFile.PageBytes;
            ledger.Write([0xFF, 0xFF], workingSlot + 8);
        }

        Open().Append(nothing);
        Assert.True(bystander.TryPublish());
        bystander.SyncLedger();
        bystander.EndPublish();

        Open().Append(Buffer(Tenure(), 1, "b"));
        Assert.Equal("a\nb\n", File.ReadAllText(_folder["FR/Paris/alerts.json"]));
    }

    public void Dispose()
    {
        _opened.ForEach(file => file.Dispose());
        _watermarks.Dispose();
        _disk.Dispose();
        _folder.Dispose();
    }

    private LedgeredFile Open()
    {
        var paths = new DataFilePaths(_folder.Path, Paris.Folder, Paris.FileName);
        var file = LedgeredFile.Open(_disk, paths, new FilePolicy(1000, CompressClosed: false), _ => 0, new SinkCounters());
        _opened.Add(file);
        return file;
    }

    private PartitionTenure Tenure() => new(new TopicKey("geo-weather", "cluster", "topic", "1"), 0, _watermarks, 0);

    private static DestinationBuffer Buffer(PartitionTenure tenure, long offset, string line)
    {
        var buffer = new DestinationBuffer(Paris);
        buffer.Add(tenure, offset, timestampMs: 0, System.Text.Encoding.UTF8.GetBytes(line));
        return buffer;
    }

    private static void Publish(LedgeredFile file)
    {
        Assert.True(file.TryBeginPublish());
        file.SyncData();
        Assert.True(file.TryPublish());
        file.SyncLedger();
        file.EndPublish();
    }
}
