using System.IO.Compression;
using System.Text;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Files;

public sealed class JsonLinesSinkTests : IDisposable
{
    private static readonly Destination Paris = Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly List<IDisposable> _open = [];

    public JsonLinesSinkTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void LinesAreAppended()
    {
        var instance = Open();
        Append(instance, Paris, 0, "a", "b");
        Append(instance, Paris, 2, "c");
        Assert.Equal("a\nb\nc\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void WhatOneInstanceLandedAnotherDrops()
    {
        Append(Open(), Paris, 0, "a", "b");
        var other = Open();
        Append(other, Paris, 1, "b", "c");
        Assert.Equal("a\nb\nc\n", Read("FR/Paris/alerts.json"));
        Assert.Equal(1, other.Sink.Counters.DuplicatesSkipped);
    }

    [Fact]
    public void WhatTheWatermarkCoversIsDroppedWhenTheLedgerHasForgottenIt()
    {
        var first = Open();
        Append(first, Paris, 0, "a", "b");
        Assert.True(first.Sink.TryMakeStable());
        Assert.True(first.Topic.Watermarks.TryRaise([new(0, new Watermark(2, Last: null))]));
        Append(first, Paris, 5, "f");
        Assert.True(first.Sink.TryMakeStable());
        Append(Open(), Paris, 0, "a", "b");
        Assert.Equal("a\nb\nf\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void HalfALineOfAProcessThatDiedIsCutOff()
    {
        Append(Open(), Paris, 0, "a");
        File.AppendAllText(_folder["FR/Paris/alerts.json"], "half a li");
        Append(Open(), Paris, 1, "b");
        Assert.Equal("a\nb\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void ADestinationWhoseUnsyncedBytesAreWrongGoesBackToItsStableState()
    {
        var first = Open();
        Append(first, Paris, 0, "a");
        Assert.True(first.Sink.TryMakeStable());
        Append(first, Paris, 1, "b");
        Close();
        using (var file = _disk.OpenExisting(_folder["FR/Paris/alerts.json"])!)
        {
            file.Write("?"u8, 2);
        }

        Append(Open(), Paris, 1, "b", "c");
        Assert.Equal("a\nb\nc\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void AnInstanceThatMeetsANewGenerationIsInDoubt()
    {
        var zombie = Open();
        Append(zombie, Paris, 0, "a");
        using (var file = _disk.OpenExisting(_folder["FR/Paris/alerts.json"])!)
        {
            file.Write("?"u8, 0);
        }

        Append(Open(), Paris, 0, "a");
        Assert.Throws<DestinationDoubtException>(() => zombie.Sink.TryMakeStable());
    }

    [Fact]
    public void AFileThatHasReachedItsSizeIsClosed()
    {
        Append(Open(fileBytesMax: 10), Paris, 0, "aaaa", "bbbb", "cccc", "a line that is longer than a file may be", "d");
        Assert.Equal("aaaa\nbbbb\n", Read("FR/Paris/alerts-000001.json"));
        Assert.Equal("cccc\n", Read("FR/Paris/alerts-000002.json"));
        Assert.Equal("a line that is longer than a file may be\n", Read("FR/Paris/alerts-000003.json"));
        Assert.Equal("d\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void AClosedFileIsCompressedWhereThatIsAskedFor()
    {
        Append(Open(fileBytesMax: 10, compress: true), Paris, 0, "aaaa", "bbbb", "cccc");
        using var gzip = new GZipStream(File.OpenRead(_folder["FR/Paris/alerts-000001.json.gz"]), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal("aaaa\nbbbb\n", reader.ReadToEnd());
        Assert.False(File.Exists(_folder["FR/Paris/alerts-000001.json"]));
    }

    [Fact]
    public void ANameThatSomeoneElseTookIsPassedOver()
    {
        Append(Open(), Paris, 0, "aaaa", "bbbb");
        File.WriteAllText(_folder["FR/Paris/alerts-000001.json"], "mine");
        Append(Open(fileBytesMax: 10), Paris, 2, "cccc");
        Assert.Equal("mine", Read("FR/Paris/alerts-000001.json"));
        Assert.Equal("aaaa\nbbbb\n", Read("FR/Paris/alerts-000002.json"));
    }

    [Fact]
    public void FilesThatAreThereAtTheFirstUseAreAdopted()
    {
        Directory.CreateDirectory(_folder["FR/Paris"]);
        File.WriteAllText(_folder["FR/Paris/alerts.json"], "written by hand, without a newline");
        Append(Open(), Paris, 0, "a");
        Assert.Equal("written by hand, without a newline\na\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void ButNeverLater()
    {
        var instance = Open();
        Directory.CreateDirectory(_folder["FR/Paris"]);
        File.WriteAllText(_folder["FR/Paris/alerts.json"], "written by hand\n");
        Assert.Throws<LandingDamagedException>(() => Append(instance, Paris, 0, "a"));
        Assert.Equal("written by hand\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void AFileThatWasShortenedIsNotWrittenTo()
    {
        var first = Open();
        Append(first, Paris, 0, "a", "b");
        Assert.True(first.Sink.TryMakeStable());
        Close();
        File.WriteAllText(_folder["FR/Paris/alerts.json"], "a\n");
        Assert.Throws<LandingDamagedException>(() => Append(Open(), Paris, 2, "c"));
    }

    [Fact]
    public void MoreDestinationsThanOpenFilesAreLandedAllTheSame()
    {
        var instance = Open(openFilesMax: 4);
        for (var round = 0; round < 3; round++)
        {
            for (var city = 0; city < 20; city++)
            {
                Append(instance, Destination.ForRecords($"FR/City{city}", "alerts.json", caseBlindDisk: false), (round * 20) + city, $"{round}");
            }
        }

        Assert.True(instance.Sink.TryMakeStable());
        for (var city = 0; city < 20; city++)
        {
            Assert.Equal("0\n1\n2\n", Read($"FR/City{city}/alerts.json"));
        }
    }

    [Fact]
    public void ABusyDestinationIsLeftAloneAndTriedAgain()
    {
        var instance = Open();
        Append(instance, Paris, 0, "a");
        using var holder = _disk.OpenExisting(_folder["FR/Paris/.alerts.json.ledger"])!;
        Assert.True(holder.TryLock());
        var buffer = Buffer(instance, Paris, 1, "b");
        Assert.Equal(AppendOutcome.Busy, instance.Sink.Append(buffer));
        Assert.False(instance.Sink.TryMakeStable());
        holder.Unlock();
        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
        Assert.Equal("a\nb\n", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void RecordsOfAnEndedTenureAreDropped()
    {
        var instance = Open();
        var buffer = Buffer(instance, Paris, 0, "a");
        instance.Tenure.End();
        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
        Assert.Equal("", Read("FR/Paris/alerts.json"));
    }

    [Fact]
    public void OtherRulesAreTakenOverAfterACleanStopOnly()
    {
        var first = Open();
        Append(first, Paris, 0, "a");
        Assert.True(first.Sink.TryMakeStable());
        Close();
        Assert.Contains("did not stop cleanly", Assert.Throws<StopException>(() => Open(rules: "new")).Message, StringComparison.Ordinal);

        var second = Open();
        Assert.True(second.Topic.Watermarks.TryRaise([new(0, new Watermark(1, Last: null))]));
        Assert.Contains("Another instance", Assert.Throws<StopException>(() => Open(rules: "new")).Message, StringComparison.Ordinal);
        Close();
        Open(rules: "new");
        Close();
        Assert.Throws<StopException>(() =>
        {
            var third = Open(rules: "new");
            Append(third, Paris, 1, "b");
            Close();
            Open();
        });
    }

    [Fact]
    public void ATopicWithAnotherIdIsAnotherTopic()
    {
        var instance = Open();
        Assert.NotNull(instance.Landing.TryOpenTopic("cluster", "alerts", "id-1", group: null, landNewIncarnation: false));
        Assert.Throws<StopException>(() => instance.Landing.TryOpenTopic("cluster", "alerts", "id-2", group: null, landNewIncarnation: false));
        var again = instance.Landing.TryOpenTopic("cluster", "alerts", "id-2", group: null, landNewIncarnation: true)!;
        Assert.False(again.IsFirstIncarnation);
        Assert.Equal("id-2", again.Key.Incarnation);
    }

    public void Dispose()
    {
        Close();
        _disk.Dispose();
        _folder.Dispose();
    }

    private Instance Open(long fileBytesMax = 1000, bool compress = false, int openFilesMax = 64, string rules = "rules")
    {
        var policy = new FilePolicy(fileBytesMax, compress);
        var landing = LandingFolder.TryOpen(_disk, _folder.Path, "geo-weather", rules, new FileDestinations(_disk, _folder.Path, policy, "alerts.json"), _ => { })!;
        var sink = new JsonLinesSink(_disk, landing, policy, openFilesMax);
        var topic = landing.TryOpenTopic("cluster", "weather", "id", group: null, landNewIncarnation: false)!;
        Assert.True(topic.Watermarks.TryOpen(partitions: 1));
        _open.AddRange([sink, landing]);
        return new Instance(landing, sink, topic, new PartitionTenure(topic.Key, 0, topic.Watermarks, 0));
    }

    private void Close()
    {
        _open.ForEach(item => item.Dispose());
        _open.Clear();
    }

    private static void Append(Instance instance, Destination destination, long firstOffset, params string[] lines)
    {
        using var buffer = Buffer(instance, destination, firstOffset, lines);
        Assert.Equal(AppendOutcome.Landed, instance.Sink.Append(buffer));
    }

    private static DestinationBuffer Buffer(Instance instance, Destination destination, long firstOffset, params string[] lines)
    {
        var buffer = new DestinationBuffer(destination);
        foreach (var (line, i) in lines.Select((line, i) => (line, i)))
        {
            buffer.Add(instance.Tenure, firstOffset + i, 0, Encoding.UTF8.GetBytes(line));
        }

        return buffer;
    }

    private string Read(string path) => File.ReadAllText(_folder[path]);

    private sealed record Instance(LandingFolder Landing, JsonLinesSink Sink, OpenTopic Topic, PartitionTenure Tenure);
}
