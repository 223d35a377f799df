using System.Text;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Lake;

public sealed class LakeSinkTests : IDisposable
{
    private static readonly Destination Monday = Destination.ForRecords("sales/date=2025-09-22", "*.parquet", caseBlindDisk: false);
    private static readonly Destination Tuesday = Destination.ForRecords("sales/date=2025-09-23", "*.parquet", caseBlindDisk: false);
    private static readonly LakePolicy Policy = new(
        ParquetCodec.None, FileBytesMax: 1_000_000, FileRecordsMax: 1000, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), OpenFilesMax: 8, HeldBytesMax: 1_000_000);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly ManualClock _clock = new();
    private readonly List<IDisposable> _open = [];

    public LakeSinkTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void AFileIsThereWhenItIsFinishedAndNotBefore()
    {
        var instance = Open();
        Append(instance, Monday, 4, "a", "b");
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Empty(Files());
        Assert.Equal(4, instance.Sink.LowestHeld(instance.Tenure));

        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+4+5.parquet: a b"], Files());
        Assert.Null(instance.Sink.LowestHeld(instance.Tenure));
    }

    [Fact]
    public void OffsetsHaveGaps()
    {
        var instance = Open();
        Append(instance, Monday, 4, "a");
        Append(instance, Tuesday, 5, "b");
        Append(instance, Monday, 9, "c");
        Assert.Equal(4, instance.Sink.LowestHeld(instance.Tenure));
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+4+9.parquet: a c", "sales/date=2025-09-23/sales+0+5+5.parquet: b"], Files());
    }

    [Fact]
    public void WhatANameCoversIsDropped()
    {
        var first = Open();
        Append(first, Monday, 0, "a", "b");
        Assert.True(first.Sink.TryFinishFiles());
        var other = Open();
        Append(other, Monday, 0, "a", "b", "c");
        Assert.True(other.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+1.parquet: a b", "sales/date=2025-09-22/sales+0+2+2.parquet: c"], Files());
        Assert.Equal(2, other.Sink.Counters.DuplicatesSkipped);
    }

    [Fact]
    public void AFileWhoseRecordsAnotherInstanceLandedMeanwhileIsDropped()
    {
        var (zombie, owner) = (Open(), Open());
        Append(zombie, Monday, 0, "a", "b");
        Append(owner, Monday, 0, "a", "b", "c");
        Assert.True(owner.Sink.TryFinishFiles());
        Assert.True(zombie.Sink.TryFinishFiles());
        Append(zombie, Monday, 2, "c", "d");
        Assert.True(zombie.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+2.parquet: a b c", "sales/date=2025-09-22/sales+0+3+3.parquet: d"], Files());
    }

    [Fact]
    public void AFileOfWhichAnotherInstanceLandedAPartIsReadAgain()
    {
        var (zombie, owner) = (Open(), Open());
        Append(zombie, Monday, 0, "a");
        Append(owner, Monday, 0, "a", "b");
        Assert.True(zombie.Sink.TryFinishFiles());
        Assert.Throws<DestinationDoubtException>(() => owner.Sink.TryFinishFiles());
        owner.Sink.ForgetOwed();
        Append(owner, Monday, 0, "a", "b");
        Assert.True(owner.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+0.parquet: a", "sales/date=2025-09-22/sales+0+1+1.parquet: b"], Files());
    }

    [Fact]
    public void AFileIsFinishedByItsRecords()
    {
        var instance = Open(Policy with { FileRecordsMax = 2 });
        Append(instance, Monday, 0, "a", "b", "c", "d", "e");
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+1.parquet: a b", "sales/date=2025-09-22/sales+0+2+3.parquet: c d"], Files());
    }

    [Fact]
    public void AFileIsFinishedByItsSize()
    {
        var instance = Open(Policy with { FileBytesMax = 1000 });
        Append(instance, Monday, 0, [.. Enumerable.Range(0, 300).Select(i => $"value{i}")]);
        Assert.Single(Files());
    }

    [Fact]
    public void AFileIsFinishedWhenNoRecordComesForIt()
    {
        var instance = Open();
        Append(instance, Monday, 0, "a");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Append(instance, Tuesday, 1, "b");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+0.parquet: a"], Files());
    }

    [Fact]
    public void AFileIsFinishedByItsAge()
    {
        var instance = Open();
        for (var offset = 0; offset <= 20; offset++)
        {
            Append(instance, Monday, offset, "a");
            Assert.Empty(Files());
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.True(instance.Sink.TryMakeStable());
        Assert.Single(Files());
    }

    [Fact]
    public void TheFilesThatGotNoRecordForTheLongestTimeMakeRoomForOthers()
    {
        var instance = Open(Policy with { OpenFilesMax = 4 });
        for (var day = 0; day < 5; day++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Append(instance, Destination.ForRecords($"sales/day={day}", "*.parquet", caseBlindDisk: false), day, "a");
        }

        Assert.Equal(["sales/day=0/sales+0+0+0.parquet: a"], Files());
    }

    [Fact]
    public void ARecordWithMoreColumnsBeginsAFileThatHasThem()
    {
        var instance = Open();
        AppendLines(instance, Monday, 0, """{"v":"#a#"}""");
        AppendLines(instance, Monday, 1, """{"v":"#b#","w":1}""", """{"v":"#c#","w":null}""");
        AppendLines(instance, Monday, 3, """{"w":1.5,"v":"#d#"}""");
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal(
            [
                "sales/date=2025-09-22/sales+0+0+0.parquet: a",
                "sales/date=2025-09-22/sales+0+1+2.parquet: b c",
                "sales/date=2025-09-22/sales+0+3+3.parquet: d",
            ],
            Files());
    }

    [Fact]
    public void RecordsOfAnEndedTenureAreDropped()
    {
        var instance = Open();
        Append(instance, Monday, 0, "a");
        instance.Tenure.End();
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Empty(Files());
        Assert.Empty(Unfinished());
    }

    [Fact]
    public void AnotherTopicOfTheNameHasFilesOfItsOwn()
    {
        var instance = Open();
        Append(instance, Monday, 0, "a");
        Assert.True(instance.Sink.TryFinishFiles());
        var again = instance.Landing.TryOpenTopic("cluster", "sales", "id-2", group: null, landNewIncarnation: true)!;
        var other = instance with { Tenure = new PartitionTenure(again.Key, 0, again.Watermarks, 0) };
        Append(other, Monday, 0, "b");
        Assert.True(other.Sink.TryFinishFiles());
        Assert.Equal(["sales/date=2025-09-22/sales+0+0+0.parquet: a", $"sales/date=2025-09-22/sales~{again.Key.Hash:x16}+0+0+0.parquet: b"], Files());
    }

    [Fact]
    public void WhatADeadProcessLeftIsRemovedAndWhatALivingOneWritesIsNot()
    {
        var living = Open();
        Append(living, Monday, 0, "a");
        File.WriteAllText(Path.Combine(living.Landing.StateFolder, "lake", "dead.unfinished"), "PAR1");
        Open();
        Assert.Single(Unfinished());
        Assert.True(living.Sink.TryFinishFiles());
        Assert.Single(Files());
    }

    [Fact]
    public void APartitionWhoseNamesAnotherInstanceHoldsIsTriedAgain()
    {
        var instance = Open();
        Append(instance, Monday, 0, "a");
        using (var holder = _disk.OpenOrCreate(Path.Combine(instance.Landing.StateFolder, "lake", "sales+0.lock")))
        {
            Assert.True(holder.TryLock());
            Assert.False(instance.Sink.TryFinishFiles());
        }

        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Single(Files());
    }

    [Fact]
    public void OtherRulesAreTakenOverOnlyWhenTheWatermarkCoversAllNames()
    {
        var first = Open();
        Append(first, Monday, 0, "a");
        Assert.True(first.Sink.TryFinishFiles());
        Close();
        Assert.Contains("sales+0+0+0.parquet is ahead", Assert.Throws<StopException>(() => Open(rules: "new")).Message, StringComparison.Ordinal);

        Assert.True(Open().Topic.Watermarks.TryRaise([new(0, new Watermark(1, Last: null))]));
        Close();
        Open(rules: "new");
    }

    public void Dispose()
    {
        Close();
        _disk.Dispose();
        _folder.Dispose();
    }

    private Instance Open(LakePolicy? policy = null, string rules = "rules")
    {
        var filePolicy = new FilePolicy(1000, CompressClosed: false);
        var destinations = new LakeDestinations(_disk, _folder.Path, "lake", new FileDestinations(_disk, _folder.Path, filePolicy, "*.parquet"));
        var landing = LandingFolder.TryOpen(_disk, _folder.Path, "lake", rules, destinations, _ => { })!;
        var schemas = new LearnedSchemas(_disk, destinations.Lake.WorkFolder, () => { });
        var sink = new LakeSink(_disk, landing, new JsonLinesSink(_disk, landing, filePolicy, openFilesMax: 8), schemas, policy ?? Policy, _clock);
        var topic = landing.TryOpenTopic("cluster", "sales", "id", group: null, landNewIncarnation: false)!;
        Assert.True(topic.Watermarks.TryOpen(partitions: 1));
        _open.AddRange([sink, landing]);
        return new Instance(landing, sink, schemas, topic, new PartitionTenure(topic.Key, 0, topic.Watermarks, 0));
    }

    private void Close()
    {
        _open.ForEach(item => item.Dispose());
        _open.Clear();
    }

    private static void Append(Instance instance, Destination destination, long firstOffset, params string[] values) =>
        AppendLines(instance, destination, firstOffset, [.. values.Select(value => $$"""{"v":"#{{value}}#"}""")]);

    private static void AppendLines(Instance instance, Destination destination, long firstOffset, params string[] lines)
    {
        using var buffer = new DestinationBuffer(destination);
        foreach (var (line, i) in lines.Select((line, i) => (Encoding.UTF8.GetBytes(line), i)))
        {
            Assert.Null(instance.Schemas.Misfit("sales", line));
            buffer.Add(instance.Tenure, firstOffset + i, 0, line);
        }

        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
    }

    /// <summary>The finished files, each with the values in it; the same value twice, once.</summary>
    private List<string> Files() =>
    [
        .. from path in Directory.EnumerateFiles(_folder.Path, "*.parquet", SearchOption.AllDirectories)
           orderby path
           let values = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('#').Where((_, i) => i % 2 == 1).Distinct().Order(StringComparer.Ordinal)
           select $"{Path.GetRelativePath(_folder.Path, path)}: {string.Join(' ', values)}",
    ];

    private string[] Unfinished() => Directory.GetFiles(_folder.Path, "*.unfinished", SearchOption.AllDirectories);

    private sealed record Instance(LandingFolder Landing, LakeSink Sink, LearnedSchemas Schemas, OpenTopic Topic, PartitionTenure Tenure);
}
