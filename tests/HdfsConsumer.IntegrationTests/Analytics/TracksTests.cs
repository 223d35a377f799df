using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Analytics;

/// <summary>The pipeline spotify by the built program, compared with what Python counts of the same files.</summary>
public sealed class TracksTests(ITestOutputHelper output) : IDisposable
{
    private const int Tracks = 114_000;
    private const int Partitions = 64;
    private const int Kills = 10;

    private static readonly string[] Percentiles = ["p50", "p95", "p99"];

    private readonly PipelineFolder _folder = new("no-weather", "no-customers");
    private readonly BuiltProgram _broker = BuiltProgram.Start(
        Path.GetTempPath(), "broker", "--topics", string.Create(CultureInfo.InvariantCulture, $"spotify-tracks:{Partitions}"), "--stop-after", "20m");

    private readonly int _seed = Random.Shared.Next(1_000_000);

    public void Dispose()
    {
        _broker.Terminate();
        _broker.Dispose();
        _folder.Dispose();
    }

    /// <summary>Takes long because Python reads all of the tracks, digit by digit.</summary>
    [Fact]
    public void TheSummaryIsWhatPythonCounts()
    {
        var file = Write(Tracks);
        Publish(file);
        var outcome = BuiltProgram.Run(_folder.WorkingFolder, "run", "spotify", "--until-end", "--bootstrap-servers", _broker.FirstLine());
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.True(outcome.Error.Contains("Summary: 114000 records; genres: ", StringComparison.Ordinal), outcome.Error);
        AssertIsCounted(file);
        AssertFilesSayWhatTheSummarySays();
    }

    /// <summary>Takes long because tracks have to flow until the last of the instances has started, joined, and been killed.</summary>
    [Fact]
    public async Task AndAfterTenKillsToo()
    {
        var file = Write(Tracks);
        using var publishing = StartPublishing(file, "--batch-size", "500", "--delay", "20ms");
        var killedInTheMiddle = 0;
        for (var round = 0; round < Kills; round++)
        {
            // A group that lost a member in this way forms again only when its session is over.
            _folder.Change("spotify", "GroupId", string.Create(CultureInfo.InvariantCulture, $"spotify-{round}"));
            using var program = BuiltProgram.Start(
                _folder.WorkingFolder, "run", "spotify", "--bootstrap-servers", _broker.FirstLine(), "--batch-size", "100", "--checkpoint-interval", "50ms");
            program.WaitFor("Partitions assigned");
            await Task.Delay(Random.Shared.Next(1200));
            program.Kill();
            killedInTheMiddle += program.ErrorSoFar.Contains("Processed", StringComparison.Ordinal) ? 1 : 0;
        }

        output.WriteLine($"{killedInTheMiddle} of {Kills} had landed something when they were killed.");
        Assert.InRange(killedInTheMiddle, Kills / 3, Kills);
        AssertIsPublished(publishing);
        _folder.Change("spotify", "GroupId", "spotify-last");
        var outcome = BuiltProgram.Run(_folder.WorkingFolder, "run", "spotify", "--until-end", "--bootstrap-servers", _broker.FirstLine());
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertIsCounted(file);
        var verified = BuiltProgram.Run(_folder.WorkingFolder, "verify", "spotify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains("114000 records in 4 files of 1 destinations: nothing is wrong.", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherThingsToCountAreRefusedUntilAllIsForgotten()
    {
        Publish(Write(300));
        string[] run = ["run", "spotify", "--until-end", "--bootstrap-servers", _broker.FirstLine()];
        Assert.Equal(0, BuiltProgram.Run(_folder.WorkingFolder, run).ExitCode);
        _folder.Change("spotify", "Sink:Distinct", "album_name");
        var refused = BuiltProgram.Run(_folder.WorkingFolder, run);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("What is counted has changed", refused.Error, StringComparison.Ordinal);

        var reset = BuiltProgram.Run(_folder.WorkingFolder, "reset", "spotify", "--yes", "--bootstrap-servers", _broker.FirstLine());
        Assert.True(reset.ExitCode == 0, reset.Error);
        Assert.Contains("files of their summary", reset.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["spotify/output"]));
        Assert.Equal(0, BuiltProgram.Run(_folder.WorkingFolder, run).ExitCode);
        Assert.Equal("album_name", Summary().GetProperty("distinct")[0].GetProperty("field").GetString());
        Assert.Equal(300, Summary().GetProperty("records").GetInt32());
    }

    private string Write(int count)
    {
        var file = _folder["tracks.csv"];
        TrackFile.Write(file, 0, count, _seed);
        return file;
    }

    private void Publish(string file)
    {
        using var publishing = StartPublishing(file);
        AssertIsPublished(publishing);
    }

    // The broker drops what is beyond 5 MiB a partition: without keys, a partition may get many batches in a row.
    private BuiltProgram StartPublishing(string file, params string[] options) => BuiltProgram.Start(
        _folder.WorkingFolder, ["produce", "csv", file, "--topic", "spotify-tracks", "--key", "track_id", "--bootstrap-servers", _broker.FirstLine(), .. options]);

    private static void AssertIsPublished(BuiltProgram publishing)
    {
        var outcome = publishing.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private JsonElement Summary() => JsonDocument.Parse(File.ReadAllText(_folder["spotify/output/summary.json"])).RootElement;

    private void AssertIsCounted(string file)
    {
        output.WriteLine($"seed {_seed}");
        var expected = JsonDocument.Parse(PythonScript.Run("python/tracks.py", file)).RootElement;
        var summary = Summary();
        Assert.Equal(expected.GetProperty("records").GetInt64(), summary.GetProperty("records").GetInt64());
        foreach (var field in summary.GetProperty("distinct").EnumerateArray())
        {
            var exact = expected.GetProperty("distinct").GetProperty(field.GetProperty("field").GetString()!).GetInt64();
            var off = Math.Abs(field.GetProperty("count").GetInt64() - exact);
            Assert.True(off <= exact * 5 * field.GetProperty("standardError").GetDouble(), $"{field} should be {exact}");
        }

        foreach (var top in summary.GetProperty("top").EnumerateArray())
        {
            Assert.Equal(0, top.GetProperty("errorAtMost").GetInt64());
            Assert.Equal(
                expected.GetProperty("top").GetProperty(top.GetProperty("name").GetString()!).EnumerateArray().Select(entry => (entry[0].GetString(), entry[1].GetInt64())),
                top.GetProperty("values").EnumerateArray().Select(value => (value.GetProperty("value").GetString(), value.GetProperty("count").GetInt64())));
        }

        var numbers = summary.GetProperty("numbers")[0];
        AssertIsCounted(expected.GetProperty("all"), numbers.GetProperty("fields"));
        var groups = numbers.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal(expected.GetProperty("groups").EnumerateObject().Count(), groups.Count);
        foreach (var group in groups)
        {
            AssertIsCounted(expected.GetProperty("groups").GetProperty(group.GetProperty("group").GetString()!), group.GetProperty("fields"));
        }
    }

    private static void AssertIsCounted(JsonElement expected, JsonElement fields)
    {
        foreach (var field in fields.EnumerateArray())
        {
            var exact = expected.GetProperty(field.GetProperty("field").GetString()!);
            Assert.Equal(
                (exact.GetProperty("count").GetInt64(), exact.GetProperty("sum").GetString(), exact.GetProperty("mean").GetDouble(), exact.GetProperty("min").GetDouble(), exact.GetProperty("max").GetDouble()),
                (field.GetProperty("count").GetInt64(), field.GetProperty("sum").GetString(), field.GetProperty("mean").GetDouble(), field.GetProperty("min").GetDouble(), field.GetProperty("max").GetDouble()));
            foreach (var percentile in Percentiles)
            {
                var (truth, shown) = (exact.GetProperty(percentile).GetDouble(), field.GetProperty(percentile).GetDouble());
                Assert.True(Math.Abs(shown - truth) <= Math.Abs(truth) * (field.GetProperty("percentileErrorAtMost").GetDouble() + 1e-9), $"{percentile} of {field} should be {truth}");
            }
        }
    }

    private void AssertFilesSayWhatTheSummarySays()
    {
        Assert.Equal(
            ["audio_features.csv", "summary.json", "top_artists.csv", "top_genres.csv"],
            Directory.EnumerateFileSystemEntries(_folder["spotify/output"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        var genres = Summary().GetProperty("top")[0].GetProperty("values").EnumerateArray()
            .Select(value => $"{value.GetProperty("value")},{value.GetProperty("count")},{value.GetProperty("count")}");
        Assert.Equal(genres.Prepend("track_genre,count,count_at_most"), File.ReadAllLines(_folder["spotify/output/top_genres.csv"]));
        var first = Summary().GetProperty("numbers")[0].GetProperty("fields")[0];
        Assert.StartsWith(
            $",popularity,{first.GetProperty("count")},{first.GetProperty("notNumbers")},{first.GetProperty("sum")},{first.GetProperty("mean")},",
            File.ReadLines(_folder["spotify/output/audio_features.csv"]).ElementAt(1),
            StringComparison.Ordinal);
    }
}
