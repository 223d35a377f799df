using System.Text.Json;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Looking after a landing: status, verify, replay and reset.</summary>
public sealed class MaintenanceTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    private readonly LandingFolder _landing = new();

    [Fact]
    public void StatusTellsHowFarEachPartitionIs()
    {
        var topic = Landed(400);
        broker.Publish(topic, Broker.Weather(40, first: 400));
        var status = Run("status", "--bootstrap-servers", broker.Address, "--group-id", topic);
        Assert.Equal(0, status.ExitCode);
        Assert.Equal(4, status.Output.Split('\n').Count(line => line.StartsWith(topic, StringComparison.Ordinal) && line.EndsWith("100        100  110   10", StringComparison.Ordinal)));
        Assert.Contains("FR/Paris/alerts.json", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusWithoutABrokerStillTellsWhatIsLanded()
    {
        var topic = Landed(40);
        var status = Run("status", "--bootstrap-servers", "127.0.0.1:1", "--broker-timeout", "1s");
        Assert.Equal(3, status.ExitCode);
        Assert.Contains(topic, status.Output, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyFindsNothingWrongWithALanding()
    {
        Landed(400);
        var verify = Run("verify", "--json");
        Assert.Equal(0, verify.ExitCode);
        using var json = JsonDocument.Parse(verify.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(400, json.RootElement.GetProperty("records").GetInt64());
    }

    [Theory]
    [InlineData("a line too many", "WRONG FR/Paris/alerts.json: Its bytes are not those that were landed", "\n{\"number\":0}\n")]
    [InlineData("half a line", "WRONG FR/Paris/alerts.json: 10 of the ", "cut")]
    [InlineData("a changed byte", "WRONG FR/Paris/alerts.json: Its bytes are not those that were landed", "change")]
    public void VerifyFindsWhatWasDoneToAFile(string what, string found, string how)
    {
        Landed(400);
        var path = Path.Combine(_landing.Path, "FR/Paris/alerts.json");
        var bytes = File.ReadAllBytes(path);
        switch (how)
        {
            case "cut":
                bytes = bytes[..^10];
                break;
            case "change":
                bytes[bytes.Length / 2] ^= 1;
                break;
            default:
                bytes = [.. System.Text.Encoding.UTF8.GetBytes(how[1..]), .. bytes];
                break;
        }

        File.WriteAllBytes(path, bytes);
        var verify = Run("verify");
        Assert.True(verify.ExitCode == 1 && verify.Output.Contains(found, StringComparison.Ordinal), $"{what}: {verify.Output}");
    }

    [Fact]
    public void VerifyFindsAFileThatHasNoLedgerAndNamesStrayFiles()
    {
        Landed(40);
        Directory.CreateDirectory(Path.Combine(_landing.Path, "FR/Lyon"));
        File.WriteAllText(Path.Combine(_landing.Path, "FR/Lyon/alerts.json"), "{}\n");
        File.WriteAllText(Path.Combine(_landing.Path, "notes.txt"), "mine");
        var verify = Run("verify");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("WRONG FR/Lyon/alerts.json has no ledger", verify.Output, StringComparison.Ordinal);
        Assert.Contains("note  notes.txt belongs to no destination.", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void DeadLettersAreLandedOnceByTheRulesOfToday()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, [.. Broker.Weather(400), "no JSON", $$"""{"number":400,"country":"France","city":"Paris","text":"{{new string('x', 2000)}}"}"""]);
        Assert.Equal(0, Land(topic, "--max-record-size", "1KB").ExitCode);
        Assert.Equal(0, Land(topic).ExitCode);
        Assert.Contains("geo-weather: 2 dead letters replayed, 1 landed, 1 put aside again.", Run("replay").Output, StringComparison.Ordinal);
        Assert.Contains("geo-weather: no dead letter is left", Run("replay").Output, StringComparison.Ordinal);
        _landing.AssertHasWeather(401);
        Assert.Equal(3, _landing.Lines($"_dead-letters/{topic}.jsonl").Count);
        Assert.Equal(0, Run("verify").ExitCode);
    }

    [Fact]
    public void AReplayThatIsKilledLandsEachDeadLetterOnceInTheEnd()
    {
        const int Letters = 8_000;
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(Letters).Select(line => line.Replace("{", $$"""{"text":"{{new string('x', 1000)}}",""", StringComparison.Ordinal)));
        Assert.Equal(0, Land(topic, "--max-record-size", "1KB").ExitCode);
        var random = new Random(1);
        for (var round = 0; round < 5; round++)
        {
            using var replay = BuiltProgram.Start(_landing.WorkingFolder, "replay", "--batch-size", "50");
            Thread.Sleep(random.Next(200, 700));
            replay.Kill();
        }

        Assert.Equal(0, Run("replay").ExitCode);
        _landing.AssertHasWeather(Letters);
    }

    [Fact]
    public void DeadLettersCanBePublishedInstead()
    {
        var topic = broker.NewTopic();
        var repaired = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(40).Select(line => line.Replace("{", $$"""{"text":"{{new string('x', 1000)}}",""", StringComparison.Ordinal)));
        Assert.Equal(0, Land(topic, "--max-record-size", "1KB").ExitCode);
        var published = Run("replay", "--to-topic", repaired, "--bootstrap-servers", broker.Address, "--max-record-size", "1KB");
        Assert.Contains("40 dead letters published", published.Output, StringComparison.Ordinal);
        Assert.Equal(0, Land(repaired).ExitCode);
        _landing.AssertHasWeather(40);
    }

    [Fact]
    public void ResetForgetsEverythingAndTheNextLandingBeginsAnew()
    {
        var topic = Landed(400);
        File.WriteAllText(Path.Combine(_landing.Path, "notes.txt"), "mine");
        var reset = Run("reset", "geo-weather", "--yes", "--bootstrap-servers", broker.Address);
        Assert.Equal(0, reset.ExitCode);
        Assert.Equal(["notes.txt"], _landing.Files);
        File.Delete(Path.Combine(_landing.Path, "notes.txt"));
        Assert.Equal(0, Land(topic).ExitCode);
        _landing.AssertHasWeather(400);
    }

    [Fact]
    public void ResetAsksFirst()
    {
        Landed(40);
        var reset = Run("reset", "geo-weather", "--bootstrap-servers", broker.Address);
        Assert.Equal(1, reset.ExitCode);
        Assert.Contains("Nothing was changed.", reset.Output, StringComparison.Ordinal);
        _landing.AssertHasWeather(40);
    }

    [Fact]
    public void ResetIsRefusedWhileAnInstanceRuns()
    {
        var topic = Landed(40);
        using var running = BuiltProgram.Start(_landing.WorkingFolder, "--topics", topic, "--bootstrap-servers", broker.Address);
        running.WaitFor("Subscribed");
        var reset = Run("reset", "geo-weather", "--yes", "--bootstrap-servers", broker.Address);
        Assert.Equal(1, reset.ExitCode);
        Assert.Contains("Stop it first", reset.Error, StringComparison.Ordinal);
        running.Terminate();
        Assert.Equal(0, running.Wait().ExitCode);
        _landing.AssertHasWeather(40);
    }

    public void Dispose() => _landing.Dispose();

    private string Landed(int records)
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(records));
        Assert.Equal(0, Land(topic).ExitCode);
        return topic;
    }

    private Outcome Land(string topic, params string[] options) =>
        Run(["--topics", topic, "--bootstrap-servers", broker.Address, "--group-id", topic, "--until-end", .. options]);

    private Outcome Run(params string[] arguments) => BuiltProgram.Run(_landing.WorkingFolder, arguments);
}
