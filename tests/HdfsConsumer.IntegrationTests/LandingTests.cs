using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using HdfsConsumer.IntegrationTests.Watching;

namespace HdfsConsumer.IntegrationTests;

/// <summary>The main job, by the built program against a broker in another process.</summary>
public sealed partial class LandingTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    private readonly LandingFolder _landing = new();

    [Fact]
    public void ATopicLandsAsCityFiles()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(2000));
        var outcome = Land(topic, "--until-end");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.Equal(["BR/São-Paulo/alerts.json", "FR/Paris/alerts.json", "JP/東京/alerts.json", "US/New-York/alerts.json"], _landing.Files);
        _landing.AssertHasWeather(2000);
    }

    [Fact]
    public void TheLogReadsAsOperatorsKnowIt()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(300));
        var lines = Land(topic, "--until-end").Error.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Matches(LogLine(), line));
        Assert.Contains(lines, line => line.EndsWith($"INFO - Connected to Kafka broker {broker.Address}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith($"INFO - Subscribed to topics: {topic}", StringComparison.Ordinal));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"INFO - Processed \d+ messages, wrote to [A-Z]{2}/[^/]+/"));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"INFO - Batch flush: \d+ records to \d locations$"));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"INFO - Performance: \d+\.\d msg/sec avg$"));
    }

    [Fact]
    public void SeveralTopicsLandTogether()
    {
        var (first, second) = (broker.NewTopic(), broker.NewTopic());
        broker.Publish(first, Broker.Weather(500));
        broker.Publish(second, Broker.Weather(500, first: 500));
        Assert.Equal(0, Land($"{first},{second}", "--until-end").ExitCode);
        _landing.AssertHasWeather(1000);
    }

    [Fact]
    public void ARestartGoesOnWhereTheLastRunStopped()
    {
        var topic = broker.NewTopic();
        for (var run = 0; run < 3; run++)
        {
            broker.Publish(topic, Broker.Weather(100, first: run * 100));
            Assert.Equal(0, Land(topic, "--until-end").ExitCode);
            _landing.AssertHasWeather((run + 1) * 100);
        }
    }

    [Fact]
    public void AnotherGroupOnTheSameBasePathAddsNothing()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(500));
        Land(topic, "--until-end");
        Assert.Equal(0, Land(topic, "--until-end", "--group-id", $"another-{topic}", "--auto-offset-reset", "earliest").ExitCode);
        _landing.AssertHasWeather(500);
    }

    [Fact]
    public void AGroupThatIsResetToEarliestAddsNothing()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(500));
        Land(topic, "--until-end");
        broker.ResetGroup($"group-{topic}", topic, offset: 0);
        Assert.Equal(0, Land(topic, "--until-end").ExitCode);
        _landing.AssertHasWeather(500);
    }

    [Fact]
    public void SigtermInTheMiddleOfABatchLandsIt()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(1000));
        using var watched = new WatchedProgram(
            Start(topic, ["--batch-size", "1000000", "--flush-interval", "1h", "--checkpoint-interval", "1h", .. WatchedProgram.OnAnyPort]));
        watched.WaitUntilConsumed(1000);
        Assert.Empty(_landing.Files);
        var asked = Stopwatch.StartNew();
        watched.Program.Terminate();
        Assert.Equal(0, watched.Program.Wait().ExitCode);
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        _landing.AssertHasWeather(1000);
    }

    [Fact]
    public void ABatchIsWrittenAfterTheIntervalThoughNoNewRecordComes()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(10));
        using var program = Start(topic, "--flush-interval", "500ms");
        program.WaitFor("Batch flush");
        program.Terminate();
        program.Wait();
        _landing.AssertHasWeather(10);
    }

    [Fact]
    public void AfterKill9EveryRecordIsThereOnce()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(20_000));
        using (var program = Start(topic, "--batch-size", "10", "--checkpoint-interval", "50ms"))
        {
            program.WaitFor("Batch flush");
            program.Kill();
        }

        Assert.Equal(0, Land(topic, "--until-end").ExitCode);
        _landing.AssertHasWeather(20_000);
    }

    [Fact]
    public void TwoInstancesShareTheTopicAndTheFiles()
    {
        var topic = broker.NewTopic();
        using var first = Start(topic, "--flush-interval", "200ms");
        using var second = Start(topic, "--flush-interval", "200ms");
        first.WaitFor("Subscribed");
        second.WaitFor("Subscribed");
        for (var part = 0; part < 10; part++)
        {
            broker.Publish(topic, Broker.Weather(500, first: part * 500));
            Thread.Sleep(100);
        }

        Thread.Sleep(1000);
        first.Terminate();
        second.Terminate();
        Assert.Equal(0, first.Wait().ExitCode);
        Assert.Equal(0, second.Wait().ExitCode);
        Assert.Equal(0, Land(topic, "--until-end").ExitCode);
        _landing.AssertHasWeather(5000);
    }

    [Fact]
    public void LargeFilesAreClosedAndCompressed()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(2000));
        Assert.Equal(0, Land(topic, "--until-end", "--max-file-size", "10KB", "--compression", "gzip").ExitCode);
        Assert.Contains("FR/Paris/alerts-000001.json.gz", _landing.Files);
        Assert.DoesNotContain("FR/Paris/alerts-000001.json", _landing.Files);
        _landing.AssertHasWeather(2000);
        Assert.All(Directory.EnumerateFiles(_landing.Path, "alerts.json", SearchOption.AllDirectories), file => Assert.InRange(new FileInfo(file).Length, 0, 10_000));
    }

    [Fact]
    public void WhatCannotBeLandedIsPutAside()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(100));
        broker.Publish(topic, [.. "no JSON"u8.ToArray().Chunk(100), [], null, [0xFF, 0xFE], .. "[1,2]"u8.ToArray().Chunk(100)]);
        broker.Publish(topic, [$$"""{"large":"{{new string('x', 5000)}}"}"""]);
        Assert.Equal(0, Land(topic, "--until-end", "--max-record-size", "4KB").ExitCode);
        _landing.AssertHasWeather(100);
        var letters = _landing.Lines($"_dead-letters/{topic}.jsonl").Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["empty value", "larger than --max-record-size", "not JSON", "not UTF-8", "not a JSON object", "null value"],
            letters.Select(letter => letter.GetProperty("reason").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(letters, letter => Assert.Equal(topic, letter.GetProperty("topic").GetString()));
        Assert.Equal("//4=", letters.Single(letter => letter.GetProperty("reason").GetString() == "not UTF-8").GetProperty("valueBase64").GetString());
        Assert.Equal("no JSON", letters.Single(letter => letter.GetProperty("reason").GetString() == "not JSON").GetProperty("value").GetString());
    }

    [Fact]
    public void TooManyDeadLettersInARowStop()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Enumerable.Repeat("no JSON", 100));
        var outcome = Land(topic, "--until-end", "--max-dead-letters", "10");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("10 dead letters in a row", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(10, _landing.Lines($"_dead-letters/{topic}.jsonl").Count);
    }

    [Fact]
    public void ATopicThatIsNotThereYetIsWaitedFor()
    {
        var topic = $"later-{Guid.NewGuid():N}";
        using var program = Start(topic, "--flush-interval", "200ms");
        program.WaitFor($"Topic {topic} does not exist");
        broker.Publish(topic, Broker.Weather(50));
        program.WaitFor("Batch flush");
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
        _landing.AssertHasWeather(50);
    }

    [Fact]
    public void ATopicThatIsNotThereHasNoEnd()
    {
        var outcome = Land("missing", "--until-end");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("Topic missing does not exist", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ATopicThatIsMisspelledIsTold()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(1));
        Assert.Contains($"Topic {topic}x does not exist; did you mean {topic}?", Land($"{topic}x", "--until-end").Error, StringComparison.Ordinal);
    }

    /// <summary>Takes long because the report comes every ten seconds.</summary>
    [Fact]
    public void MonitoringReports()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(100));
        using var program = Start(topic, "--monitoring", "--flush-interval", "100ms");
        program.WaitFor("Monitoring Health");
        program.Terminate();
        var log = program.Wait().Error;
        Assert.Matches(@"Monitoring Throughput: \d+\.\d msg/sec now, \d+\.\d msg/sec avg, 100 messages in all", log);
        Assert.Matches(@"Monitoring Latency: p50 \d+ ms, p99 \d+ ms", log);
        Assert.Contains("Monitoring Countries: BR 25, FR 25, JP 25, US 25", log, StringComparison.Ordinal);
        Assert.Matches("Monitoring Health: 0 errors and retries, 0 dead letters, 0 duplicates skipped, lag 0 records", log);
    }

    [Fact]
    public void RealWeatherSentByKcatIsAllThere()
    {
        var rows = File.ReadLines(Tests.TestData.PathOf("weather.csv")).Skip(1).Select(row => row.Split(',')).ToList();
        var file = Path.Combine(_landing.WorkingFolder, "weather.jsonl");
        File.WriteAllLines(file, rows.Select(row => JsonSerializer.Serialize(new { country = row[0], city = row[1], updated = row[2] })));
        var topic = broker.NewTopic();
        try
        {
            using var kcat = Process.Start("kcat", ["-P", "-b", broker.Address, "-t", topic, "-l", file]);
            kcat.WaitForExit();
            Assert.Equal(0, kcat.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // run-tests.sh says that kcat is missing where it cannot install it.
            return;
        }

        Assert.Equal(0, Land(topic, "--until-end").ExitCode);
        var landed = _landing.Files.SelectMany(name => _landing.Lines(name)).Order(StringComparer.Ordinal);
        Assert.Equal(File.ReadAllLines(file).Order(StringComparer.Ordinal), landed);
        Assert.DoesNotContain(_landing.Files, name => name.StartsWith("UNKNOWN", StringComparison.Ordinal));
    }

    public void Dispose() => _landing.Dispose();

    private Outcome Land(string topics, params string[] options)
    {
        using var program = Start(topics, options);
        return program.Wait();
    }

    private BuiltProgram Start(string topics, params string[] options) => BuiltProgram.Start(
        _landing.WorkingFolder,
        ["--hdfs-path", _landing.Path, "--topics", topics, "--bootstrap-servers", broker.Address, .. options.Contains("--group-id") ? [] : (string[])["--group-id", $"group-{topics.Split(',')[0]}"], .. options]);

    [GeneratedRegex(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] (INFO|WARNING) - .+")]
    private static partial Regex LogLine();
}
