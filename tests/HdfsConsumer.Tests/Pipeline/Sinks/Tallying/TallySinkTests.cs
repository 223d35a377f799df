using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;
using HdfsConsumer.Tests.Observing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Tallying;

/// <summary>The proof of docs/adding-a-sink.md: a sink that was written by it lands records of the real pipeline, each once.</summary>
public sealed class TallySinkTests : IDisposable
{
    private const string Paris = """{"country":"France","city":"Paris"}""";
    private const string Tokyo = """{"country":"Japan","city":"Tokyo"}""";
    private const string Broken = "not JSON";

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly ManualClock _clock = new();
    private readonly LogLines _log = new();
    private readonly List<IDisposable> _open = [];

    public TallySinkTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void RecordsAreTalliedByFolderAndDeadLettersArePutAside()
    {
        var instance = Open(Paris, Tokyo, Broken, Paris);
        instance.Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 2", "JP/Tokyo 1"], Tallied);
        Assert.Equal(1, instance.Pipeline.DeadLetters);
        Assert.True(File.Exists(_folder["_dead-letters/weather.jsonl"]));
        Assert.Equal(4, instance.Source.Committed);
    }

    [Fact]
    public void ASecondRunGoesOnWhereTheFirstEnded()
    {
        Open(Paris, Tokyo).Pipeline.Run(CancellationToken.None);
        End();
        Open(Paris, Tokyo, Tokyo).Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 1", "JP/Tokyo 2"], Tallied);
    }

    [Fact]
    public void WhatAKilledInstanceDidNotSaveIsTalliedByTheNext()
    {
        Open(Paris, Tokyo).Pipeline.Turn();
        End();
        Assert.Empty(Tallied);
        Open(Paris, Tokyo).Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 1", "JP/Tokyo 1"], Tallied);
    }

    [Fact]
    public void WhatAKilledInstanceSavedIsDroppedThoughTheWatermarkDoesNotKnowIt()
    {
        var killed = Open(Paris, Tokyo, Paris);
        killed.Pipeline.Turn();
        Assert.True(killed.Sink.TryMakeStable());
        End();
        Open(Paris, Tokyo, Paris, Tokyo).Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 2", "JP/Tokyo 2"], Tallied);
    }

    [Fact]
    public void AnInstanceThatReadsWhatAnotherHasTalliedCountsNothingTwice()
    {
        var (zombie, owner) = (Open(Paris, Tokyo, Paris, Tokyo), Open(Paris, Tokyo, Paris));
        zombie.Pipeline.Turn();
        owner.Pipeline.Run(CancellationToken.None);
        zombie.Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 2", "JP/Tokyo 2"], Tallied);
    }

    [Fact]
    public void WhatIsHeldIsSavedBeforeThePartitionGoes()
    {
        var instance = Open(Paris, Tokyo);
        instance.Pipeline.Turn();
        instance.Source.Revoke();
        Assert.Equal(["FR/Paris 1", "JP/Tokyo 1"], Tallied);
    }

    [Fact]
    public void WhatIsHeldOfAPartitionThatIsGoneIsNotTallied()
    {
        var instance = Open(Paris, Tokyo);
        instance.Pipeline.Turn();
        var tenure = instance.Source.Tenures.Single();
        tenure.End();
        Assert.True(instance.Sink.TryMakeStable());
        using var late = new DestinationBuffer(Destination.ForRecords("FR/Paris", "records.jsonl", caseBlindDisk: false));
        late.Add(tenure, offset: 2, timestampMs: 0, "{}"u8);
        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(late));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Empty(Tallied);
        Assert.Equal(2, instance.Sink.Counters.LinesWritten);
    }

    [Fact]
    public void ResetRemovesEverything()
    {
        Open(Paris, Broken).Pipeline.Run(CancellationToken.None);
        End();
        Assert.True(LandingFolder.TryReset(_disk, _folder.Path, "tally", Tallies, _ => { }));
        Assert.Empty(Tallied);
        Open(Paris).Pipeline.Run(CancellationToken.None);
        Assert.Equal(["FR/Paris 1"], Tallied);
    }

    public void Dispose()
    {
        End();
        _log.Dispose();
        _disk.Dispose();
        _folder.Dispose();
    }

    private static readonly FilePolicy Policy = new(FileBytesMax: 1_000_000, CompressClosed: false);

    private TallyDestinations Tallies => new(_disk, _folder.Path, "tally", new FileDestinations(_disk, _folder.Path, Policy, "records.jsonl"));

    private IEnumerable<string> Tallied => Tallies.Load(new PartitionStateName("weather", 0)).Records.Select(folder => $"{folder.Key} {folder.Value}");

    /// <summary>Opens everything that <see cref="PipelineFactory"/> would, with this sink and a partition that has these records.</summary>
    private Instance Open(params string[] values)
    {
        var tallies = Tallies;
        var landing = LandingFolder.TryOpen(_disk, _folder.Path, "tally", "rules", tallies, _ => { })!;
        var sink = new TallySink(tallies, landing, new JsonLinesSink(_disk, landing, Policy, openFilesMax: 8));
        var rules = new StartRules(AutoOffsetReset.Earliest, OnAhead.Stop, OnDataLoss.Fail);
        var source = new ListedRecords(new TenureOpener(landing, rules, landNewIncarnation: false, "group"), "weather", values);
        var fields = new FieldTable();
        var router = new RecordRouter([RouteSettings.All("{country}/{city}")], new ParseSettings(), fields, CountryTable.Load(), "records.jsonl", caseBlindDisk: false, []);
        var observer = new LandingObserver(_log.Log, _clock);
        var pipeline = new RecordPipeline(
            source,
            new Intake(new JsonRecordParser(recordBytesMax: 10_000, fields, columns: null), router, observer),
            sink,
            new FlushTrigger(_clock, recordsMax: 3, bytesMax: 1_000_000, TimeSpan.Zero),
            new CheckpointTrigger(_clock, TimeSpan.FromSeconds(5)),
            new PipelineLimits(TurnRecordsMax: 3, TimeSpan.Zero, BufferBytesMax: 1_000_000, DeadLettersInARowMax: 0, StopsAtEnd: true),
            _clock,
            observer);
        _open.AddRange([sink, landing]);
        return new Instance(pipeline, source, sink);
    }

    /// <summary>What a process leaves when it is killed: its files are closed, and nothing else is done.</summary>
    private void End()
    {
        _open.ForEach(item => item.Dispose());
        _open.Clear();
    }

    private sealed record Instance(RecordPipeline Pipeline, ListedRecords Source, TallySink Sink);
}
