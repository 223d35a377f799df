using System.Buffers.Binary;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Analytics;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;
using HdfsConsumer.Tests.Observing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Analytics;

public sealed class AnalyticsSinkTests : IDisposable
{
    private static readonly AnalyticsSettings Settings = new()
    {
        Distinct = ["artists"],
        Top = [new TopSettings("artists", "artists")],
        Numbers = [new NumbersSettings("energy", ["energy"], By: "genre")],
        Separators = new Dictionary<string, string> { ["artists"] = ";" },
        GroupsMax = 2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly ManualClock _clock = new();
    private readonly LogLines _log = new();
    private readonly List<IDisposable> _open = [];

    public AnalyticsSinkTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void ValuesAreCountedAndTakenApartAtTheSeparator()
    {
        var instance = Open();
        Append(instance, 0, ["Ann; Bob;", "1", "pop"], ["Bob", "2", "pop"], [null, "0.5", "jazz"], ["", "loud", ""]);
        var summary = Finish(instance);
        Assert.Equal(4, summary.Records);
        Assert.Equal([new DistinctSummary("artists", 2, 0)], summary.Distinct);
        Assert.Equal([new TopValue("Bob", 2), new TopValue("Ann", 1)], summary.Top[0].Values);
        Assert.Equal(new PartitionSummary("tracks", 0, 4, 4), Assert.Single(summary.Partitions));
    }

    [Fact]
    public void ATimestampThatIsNoMomentIsSummarisedAsTheNearest()
    {
        var counts = new AnalyticsCounts(Settings);
        counts.Take(timestampMs: -1);
        counts.Take(timestampMs: 1_700_000_000_000_000);
        var summary = counts.Summarise("spotify", DateTimeOffset.UnixEpoch, recordsPerSecond: null, []);
        Assert.Equal((1970, 9999), (summary.FirstRecordAt!.Value.Year, summary.LastRecordAt!.Value.Year));
    }

    [Fact]
    public void NumbersHaveStatisticsForAllAndForEachGroup()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "0.1", "pop"], ["Ann", "0.2", "pop"], ["Ann", "5", "jazz"], ["Ann", null, "jazz"]);
        var numbers = Finish(instance).Numbers[0];
        var all = numbers.Fields[0];
        Assert.Equal((3, 1, "5.3", 0.1, 5), (all.Count, all.NotNumbers, all.Sum, all.Min, all.Max));
        Assert.Equal(["jazz: 5", "pop: 0.3"], numbers.Groups.Select(group => $"{group.Group}: {group.Fields[0].Sum}"));
        Assert.Equal(0.15, numbers.Groups[1].Fields[0].Mean);
    }

    [Fact]
    public void RecordsOfMoreGroupsThanThereMayBeAreSaidToBeMissing()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"], ["Ann", "2", "jazz"], ["Ann", "4", "folk"], ["Ann", "8", "folk"]);
        var numbers = Finish(instance).Numbers[0];
        Assert.Equal(["jazz", "pop"], numbers.Groups.Select(group => group.Group));
        Assert.Equal((2, "15"), (numbers.RecordsBeyondGroups, numbers.Fields[0].Sum));
    }

    [Fact]
    public void WhatTheStateHasIsDroppedAndTheRestIsTaken()
    {
        var first = Open();
        Append(first, 0, ["Ann", "1", "pop"], ["Bob", "1", "pop"]);
        Finish(first);
        var other = Open();
        Append(other, 0, ["Ann", "1", "pop"], ["Bob", "1", "pop"], ["Bob", "1", "pop"]);
        Assert.Equal([new TopValue("Bob", 2), new TopValue("Ann", 1)], Finish(other).Top[0].Values);
        Assert.Equal(2, other.Sink.Counters.DuplicatesSkipped);
    }

    [Fact]
    public void AStateThatAnotherInstanceSavedInBetweenIsLoadedAnew()
    {
        var (zombie, owner) = (Open(), Open());
        Append(owner, 0, ["Ann", "1", "pop"], ["Bob", "1", "pop"]);
        Append(zombie, 0, ["Ann", "1", "pop"]);
        Finish(zombie);
        Assert.Throws<DestinationDoubtException>(() => owner.Sink.TryMakeStable());
        owner.Sink.ForgetOwed();
        Append(owner, 0, ["Ann", "1", "pop"], ["Bob", "1", "pop"]);
        Assert.Equal(2, Finish(owner).Records);
    }

    [Fact]
    public void CountsOfAnEndedTenureAreNotSaved()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        instance.Tenure.End();
        Assert.Equal(0, Finish(instance).Records);
    }

    [Fact]
    public void PartitionsAreMergedThoseOfOtherInstancesToo()
    {
        var (one, two) = (Open(partition: 0), Open(partition: 1));
        Append(one, 0, ["Ann", "0.1", "pop"], ["Bob", "0.2", "jazz"]);
        Assert.True(one.Sink.TryMakeStable());
        Append(two, 7, ["Ann", "0.3", "pop"]);
        var summary = Finish(two);
        Assert.Equal((3, "0.6", 2), (summary.Records, summary.Numbers[0].Fields[0].Sum, summary.Distinct[0].Count));
        Assert.Equal([(0, 2L), (1, 8L)], summary.Partitions.Select(partition => (partition.Partition, partition.Next)));
    }

    [Fact]
    public void ASummaryIsMadeWhenTheIntervalHasPassed()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Null(instance.Landing.Files.Read());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal((1, null), (instance.Landing.Files.Read()!.Records, instance.Landing.Files.Read()!.RecordsPerSecond));

        Append(instance, 1, ["Ann", "1", "pop"], ["Ann", "1", "pop"]);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.True(instance.Sink.TryMakeStable());
        Assert.Equal((3, 0.05), (instance.Landing.Files.Read()!.Records, instance.Landing.Files.Read()!.RecordsPerSecond));
        Assert.Equal("INFO - Summary: 3 records; artists: Ann 3; 1 different artists", _log.WithoutTimes.Last());
    }

    [Fact]
    public void TheEndWaitsForWhoMakesASummary()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        using (var turn = _disk.OpenOrCreate(instance.Landing.Folders.LockOf("summary")))
        {
            Assert.True(turn.TryLock());
            _clock.Advance(TimeSpan.FromSeconds(30));
            Assert.True(instance.Sink.TryMakeStable());
            Assert.True(instance.Sink.TryFinishFiles());
            Assert.False(instance.Sink.TryMakeStable());
        }

        Assert.Equal(1, Finish(instance).Records);
    }

    [Fact]
    public void FilesAreCsvWhateverTheValuesAre()
    {
        var instance = Open();
        Append(instance, 0, ["Ann \"A\", of\nNowhere", "0.1", "drum, bass"]);
        Finish(instance);
        Assert.Equal("artists,count,count_at_most\n\"Ann \"\"A\"\", of\nNowhere\",1,1\n", Output("top_artists.csv"));
        Assert.Equal(
            "genre,field,count,not_numbers,sum,mean,min,max,p50,p95,p99\n,energy,1,0,0.1,0.1,0.1,0.1,0.1,0.1,0.1\n\"drum, bass\",energy,1,0,0.1,0.1,0.1,0.1,0.1,0.1,0.1\n",
            Output("energy.csv"));
    }

    [Fact]
    public void CountsOfOtherSettingsAreNotCarriedOn()
    {
        Append(Open(), 0, ["Ann", "1", "pop"]);
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        Finish(instance);
        var others = new AnalyticsDestinations(_disk, _folder.Path, "spotify", Settings with { Top = [] }, Files);
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<StopException>(() => others.States.Merge()).ExitCode);
        Assert.Equal(1, new AnalyticsDestinations(_disk, _folder.Path, "spotify", Settings with { ExactMax = 500, TopCount = 3 }, Files).States.Merge().Counts.Records);
    }

    [Fact]
    public void ADamagedStateIsNotReadAsAnEmptyOne()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        Finish(instance);
        var (name, path) = instance.Landing.States.All.Single();
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<LandingDamagedException>(() => instance.Landing.States.Load(name));
            bytes[at] ^= 1;
            File.WriteAllBytes(path, bytes[..at]);
            Assert.Throws<LandingDamagedException>(() => instance.Landing.States.Load(name));
        }
    }

    [Fact]
    public void AStateThatTheSummaryKnowsAndIsGoneIsFound()
    {
        var instance = Open();
        Append(instance, 0, ["Ann", "1", "pop"]);
        Finish(instance);
        Assert.Empty(ReadBack(instance).Problems);
        File.Delete(instance.Landing.States.All.Single().Path);
        Assert.Equal(["tracks+0.state is missing, which the summary was made of."], ReadBack(instance).Problems);
    }

    public void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        _log.Dispose();
        _disk.Dispose();
        _folder.Dispose();
    }

    private FileDestinations Files => new(_disk, _folder.Path, new FilePolicy(1000, CompressClosed: false), AnalyticsSettings.FileName);

    private Instance Open(int partition = 0)
    {
        var analytics = new AnalyticsDestinations(_disk, _folder.Path, "spotify", Settings, Files);
        var landing = LandingFolder.TryOpen(_disk, _folder.Path, "spotify", "rules", analytics, _ => { })!;
        var observer = new LandingObserver(_log.Log, _clock);
        var summaries = new Summaries(_disk, analytics.Folders, "spotify", analytics.States, analytics.Files, _clock, observer);
        var deadLetters = new JsonLinesSink(_disk, landing, new FilePolicy(1000, CompressClosed: false), openFilesMax: 8);
        var sink = new AnalyticsSink(analytics, landing, deadLetters, summaries, Settings.StatsInterval, _clock);
        var topic = landing.TryOpenTopic("cluster", "tracks", "id", group: null, landNewIncarnation: false)!;
        Assert.True(topic.Watermarks.TryOpen(partitions: 2));
        _open.AddRange([sink, landing]);
        return new Instance(analytics, sink, new PartitionTenure(topic.Key, partition, topic.Watermarks, 0));
    }

    /// <summary>Appends records, each with its artists, its energy and its genre.</summary>
    private static void Append(Instance instance, long firstOffset, params string?[][] records)
    {
        using var buffer = new DestinationBuffer(Destination.ForRecords(AnalyticsSettings.Folder, AnalyticsSettings.FileName, caseBlindDisk: false));
        foreach (var (record, i) in records.Select((record, i) => (record, i)))
        {
            buffer.Add(instance.Tenure, firstOffset + i, timestampMs: 1_000, [.. record.SelectMany(Field)]);
        }

        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
    }

    private static byte[] Field(string? text)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        return [.. length, .. Encoding.UTF8.GetBytes(text ?? "")];
    }

    private static AnalyticsSummary Finish(Instance instance)
    {
        Assert.True(instance.Sink.TryFinishFiles());
        Assert.True(instance.Sink.TryMakeStable());
        return instance.Landing.Files.Read()!;
    }

    private FileFindings ReadBack(Instance instance) =>
        instance.Landing.ReadBack(LandingView.Look(_disk, _folder.Path, "spotify")!).Single().Findings;

    private string Output(string name) => File.ReadAllText(Path.Combine(_folder.Path, "output", name));

    private sealed record Instance(AnalyticsDestinations Landing, AnalyticsSink Sink, PartitionTenure Tenure);
}
