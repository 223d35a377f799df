using System.Buffers;
using System.Text;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Sinks.Lake.Tables;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Lake.Tables;

public sealed class TableSinkTests : IDisposable
{
    private static readonly Destination Users = Destination.ForTable("tables/users");
    private static readonly TablePolicy Policy = new(
        UnsavedRecordsMax: 1000, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), SnapshotInterval: null, HeldBytesMax: 1_000_000);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly ManualClock _clock = new();
    private readonly List<IDisposable> _open = [];

    public TableSinkTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void OfEachKeyTheLastRecordIsTheRow()
    {
        var instance = Open();
        Append(instance, 0, "ann=1", "bob=2", "ann=3");
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal("ann=3 bob=2, next 3", State());
    }

    [Fact]
    public void NoValueDeletesTheRow()
    {
        var instance = Open();
        Append(instance, 0, "ann=1", "bob=2", "ann=", "eve=");
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal("bob=2, next 4", State());
    }

    [Fact]
    public void TheWatermarkStaysBelowWhatIsNotSaved()
    {
        var instance = Open();
        Append(instance, 7, "ann=1", "bob=2");
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal(7, instance.Sink.LowestHeld(instance.Tenure));
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Null(instance.Sink.LowestHeld(instance.Tenure));
    }

    [Fact]
    public void AStateIsSavedByItsRecordsItsAgeAndItsRest()
    {
        var byRecords = Open(Policy with { UnsavedRecordsMax = 2 });
        Append(byRecords, 0, "ann=1");
        Assert.True(byRecords.Sink.TryMakeStable());
        Assert.Equal(", next 0", State());
        Append(byRecords, 1, "ann=2");
        Assert.True(byRecords.Sink.TryMakeStable());
        Assert.Equal("ann=2, next 2", State());

        Append(byRecords, 2, "ann=3");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(byRecords.Sink.TryMakeStable());
        Assert.Equal("ann=3, next 3", State());

        var byAge = Open();
        for (var offset = 3; offset < 24; offset++)
        {
            Append(byAge, offset, $"ann={offset}");
            Assert.True(byAge.Sink.TryMakeStable());
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal("ann=23, next 24", State());
    }

    [Fact]
    public void WhatTheStateHasIsDroppedAndTheRestIsTaken()
    {
        var first = Open();
        Append(first, 0, "ann=1", "bob=2");
        Assert.True(first.Sink.TryFinishFiles());
        var other = Open();
        Append(other, 0, "ann=1", "bob=2", "ann=3");
        Assert.True(other.Sink.TryFinishFiles());
        Assert.Equal("ann=3 bob=2, next 3", State());
        Assert.Equal(2, other.Sink.Counters.DuplicatesSkipped);
    }

    [Fact]
    public void AStateThatIsFurtherStays()
    {
        var (zombie, owner) = (Open(), Open());
        Append(zombie, 0, "ann=1");
        Append(owner, 0, "ann=1", "ann=2");
        Assert.True(owner.Sink.TryFinishFiles());
        Assert.True(zombie.Sink.TryFinishFiles());
        Assert.Equal("ann=2, next 2", State());
        Append(zombie, 1, "ann=2", "ann=3");
        Assert.True(zombie.Sink.TryFinishFiles());
        Assert.Equal("ann=3, next 3", State());
    }

    [Fact]
    public void AStateThatAnotherInstanceSavedInBetweenIsLoadedAnew()
    {
        var (zombie, owner) = (Open(), Open());
        Append(owner, 0, "ann=1", "bob=2");
        Append(zombie, 0, "ann=1");
        Assert.True(zombie.Sink.TryFinishFiles());
        Assert.Throws<DestinationDoubtException>(() => owner.Sink.TryFinishFiles());
        owner.Sink.ForgetOwed();
        Append(owner, 0, "ann=1", "bob=2");
        Assert.True(owner.Sink.TryFinishFiles());
        Assert.Equal("ann=1 bob=2, next 2", State());
    }

    [Fact]
    public void RowsOfAnEndedTenureAreNotSaved()
    {
        var instance = Open();
        Append(instance, 0, "ann=1");
        instance.Tenure.End();
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.Equal(", next 0", State());
    }

    [Fact]
    public void MoreRowsThanMayBeHeldStopIt()
    {
        var instance = Open(Policy with { HeldBytesMax = 1000 });
        var stop = Assert.Throws<StopException>(() => Append(instance, 0, [.. Enumerable.Range(0, 10).Select(i => $"user{i}=1")]));
        Assert.Contains("MaxTableMemory, 1000 bytes", stop.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.DataNeedsAttention, stop.ExitCode);
    }

    [Fact]
    public void AVersionIsTakenWhenTheIntervalHasPassedAndSomethingHasChanged()
    {
        var instance = Open(Policy with { SnapshotInterval = TimeSpan.FromHours(1) });
        Append(instance, 0, "ann=1", "bob=2");
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Empty(Versions());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal(["users/version=000001/users+0+2.parquet: 1 2"], Versions());

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Single(Versions());
        Append(instance, 2, "ann=3");
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal(["users/version=000001/users+0+2.parquet: 1 2", "users/version=000002/users+0+3.parquet: 2 3"], Versions());
    }

    [Fact]
    public void AVersionThatAnotherInstanceTookCounts()
    {
        var instance = Open(Policy with { SnapshotInterval = TimeSpan.FromHours(1) });
        Append(instance, 0, "ann=1");
        Assert.True(instance.Sink.TryFinishFiles());
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True(instance.Versions.TryTake(TimeSpan.Zero, out var version));
        Assert.Equal(1, version);
        Append(instance, 1, "ann=2");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Single(Versions());
    }

    [Fact]
    public void TheNewestVersionsAreKeptAndNothingElse()
    {
        var instance = Open();
        for (var offset = 0; offset < 5; offset++)
        {
            Append(instance, offset, $"ann={offset}");
            Assert.True(instance.Sink.TryFinishFiles());
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "tables", "users", "version=000099")).FullName, "users+0+9.parquet"), "left");
            Assert.True(instance.Versions.TryTake(TimeSpan.Zero, out var version));
            Assert.Equal(offset + 1, version);
        }

        Assert.Equal(["users/version=000004/users+0+4.parquet: 3", "users/version=000005/users+0+5.parquet: 4"], Versions());
        Assert.Equal(
            ["version=000004", "version=000005"],
            Directory.EnumerateDirectories(Path.Combine(_folder.Path, "tables", "users")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));
        Assert.True(instance.Versions.TryTake(TimeSpan.Zero, out var none));
        Assert.Null(none);
    }

    [Fact]
    public void ATableWithoutRowsHasAVersionAllTheSame()
    {
        var instance = Open();
        Append(instance, 0, "ann=1", "ann=");
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.True(instance.Versions.TryTake(TimeSpan.Zero, out _));
        Assert.Equal(["users/version=000001/users+0+2.parquet: "], Versions());
    }

    [Fact]
    public void ATableWhoseColumnsNobodyKnowsHasNone()
    {
        var instance = Open();
        Append(instance, 0, "ann=");
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.True(instance.Versions.TryTake(TimeSpan.Zero, out var version));
        Assert.Null(version);
    }

    [Fact]
    public void RecordsOfStreamsGoOnToTheLake()
    {
        var instance = Open();
        using var buffer = new DestinationBuffer(Destination.ForRecords("streams/users", "*.parquet", caseBlindDisk: false));
        var line = """{"v":"#1#"}"""u8.ToArray();
        Assert.Null(instance.Schemas.Misfit("users", line));
        buffer.Add(instance.Tenure, 5, 0, line);
        instance.Sink.Prepare([buffer]);
        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
        Append(instance, 6, "ann=1");
        Assert.Equal(5, instance.Sink.LowestHeld(instance.Tenure));
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.True(File.Exists(Path.Combine(_folder.Path, "streams", "users", "users+0+5+5.parquet")));
    }

    [Fact]
    public void OtherRulesAreTakenOverOnlyWhenTheWatermarkCoversTheState()
    {
        var first = Open();
        Append(first, 0, "ann=1");
        Assert.True(first.Sink.TryFinishFiles());
        Close();
        Assert.Contains("users+0.state is ahead", Assert.Throws<StopException>(() => Open(rules: "new")).Message, StringComparison.Ordinal);

        Assert.True(Open().Topic.Watermarks.TryRaise([new(0, new Watermark(1, Last: null))]));
        Close();
        Open(rules: "new");
    }

    [Fact]
    public void WhereNothingWasLandedInALakeThereAreNoStates()
    {
        Directory.CreateDirectory(new LandingPaths(_folder.Path, "lake").Folder);
        var files = new FileDestinations(_disk, _folder.Path, new FilePolicy(1000, CompressClosed: false), "*.parquet");
        var lake = new TableDestinations(_disk, _folder.Path, new LakeDestinations(_disk, _folder.Path, "lake", files));
        Assert.Empty(lake.States.All);
        Assert.Empty(lake.Tables.Files);
        Assert.Equal(VersionManifest.None, lake.Tables.ReadManifest());
    }

    [Fact]
    public void ADamagedStateIsNotReadAsAnEmptyOne()
    {
        var instance = Open();
        Append(instance, 0, "ann=1");
        Assert.True(instance.Sink.TryFinishFiles());
        var path = instance.Lake.States.All.Single().Path;
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<LandingDamagedException>(() => instance.Lake.States.Load(new PartitionStateName("users", 0)));
            bytes[at] ^= 1;
            File.WriteAllBytes(path, bytes[..at]);
            Assert.Throws<LandingDamagedException>(() => instance.Lake.States.Load(new PartitionStateName("users", 0)));
        }
    }

    public void Dispose()
    {
        Close();
        _disk.Dispose();
        _folder.Dispose();
    }

    private Instance Open(TablePolicy? policy = null, string rules = "rules")
    {
        var filePolicy = new FilePolicy(1000, CompressClosed: false);
        var streams = new LakeDestinations(_disk, _folder.Path, "lake", new FileDestinations(_disk, _folder.Path, filePolicy, "*.parquet"));
        var lake = new TableDestinations(_disk, _folder.Path, streams);
        var landing = LandingFolder.TryOpen(_disk, _folder.Path, "lake", rules, lake, _ => { })!;
        var schemas = new LearnedSchemas(_disk, streams.Lake.WorkFolder, () => { });
        var lakePolicy = new LakePolicy(
            ParquetCodec.None, FileBytesMax: 1_000_000, FileRecordsMax: 1000, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), OpenFilesMax: 8, HeldBytesMax: 1_000_000);
        var others = new LakeSink(_disk, landing, new JsonLinesSink(_disk, landing, filePolicy, openFilesMax: 8), schemas, lakePolicy, _clock);
        var versions = new TableVersions(_disk, streams.Lake, lake.Tables, schemas, new VersionPolicy("lake", ParquetCodec.None, Kept: 2), _clock);
        var sink = new TableSink(streams.Lake, landing, others, lake.States, versions, policy ?? Policy, _clock);
        var topic = landing.TryOpenTopic("cluster", "users", "id", group: null, landNewIncarnation: false)!;
        Assert.True(topic.Watermarks.TryOpen(partitions: 1));
        _open.AddRange([sink, landing]);
        return new Instance(lake, sink, versions, schemas, topic, new PartitionTenure(topic.Key, 0, topic.Watermarks, 0));
    }

    private void Close()
    {
        _open.ForEach(item => item.Dispose());
        _open.Clear();
    }

    /// <summary>Appends records as key=value, of which nothing behind the sign stands for no value.</summary>
    private static void Append(Instance instance, long firstOffset, params string[] records)
    {
        using var buffer = new DestinationBuffer(Users);
        foreach (var (record, i) in records.Select((record, i) => (record.Split('='), i)))
        {
            var line = record[1].Length == 0 ? [] : Encoding.UTF8.GetBytes($$"""{"k":"{{record[0]}}","v":"#{{record[1]}}#"}""");
            Assert.Null(line.Length == 0 ? null : instance.Schemas.Misfit("users", line));
            var held = new ArrayBufferWriter<byte>();
            KeyedLine.Write(held, Encoding.UTF8.GetBytes(record[0]), line);
            buffer.Add(instance.Tenure, firstOffset + i, 0, held.WrittenSpan);
        }

        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
    }

    /// <summary>The saved rows as key=value.</summary>
    private string State()
    {
        var streams = new LakeDestinations(_disk, _folder.Path, "lake", new FileDestinations(_disk, _folder.Path, new FilePolicy(1000, CompressClosed: false), "*.parquet"));
        var rows = new TableDestinations(_disk, _folder.Path, streams).States.Load(new PartitionStateName("users", 0));
        var inWords = rows.All.Select(row => $"{Encoding.UTF8.GetString(row.Key)}={Encoding.UTF8.GetString(row.Value).Split('#')[1]}").Order(StringComparer.Ordinal);
        return $"{string.Join(' ', inWords)}, next {rows.Next}";
    }

    /// <summary>The files of versions, each with the values in it.</summary>
    private List<string> Versions()
    {
        var tables = Path.Combine(_folder.Path, "tables");
        return !Directory.Exists(tables) ? [] :
        [
            .. from path in Directory.EnumerateFiles(tables, "*.parquet", SearchOption.AllDirectories)
               orderby path
               let values = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('#').Where((_, i) => i % 2 == 1).Distinct().Order(StringComparer.Ordinal)
               select $"{Path.GetRelativePath(tables, path)}: {string.Join(' ', values)}",
        ];
    }

    private sealed record Instance(TableDestinations Lake, TableSink Sink, TableVersions Versions, LearnedSchemas Schemas, OpenTopic Topic, PartitionTenure Tenure);
}
