using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>Pipelines side by side, and the same command on several processes, while things go wrong.</summary>
public sealed class PipelineTortureTests : TortureTest
{
    private readonly string _weather;
    private readonly string _customers;
    private readonly PipelineFolder _folder;

    public PipelineTortureTests(ITestOutputHelper output)
        : base(output)
    {
        _weather = Broker.NewTopic();
        _customers = Broker.NewTopic();
        _folder = new PipelineFolder(_weather, _customers);
    }

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    /// <summary>Takes long because the broker is away for seconds twice, and the client waits ever longer before it looks for it again.</summary>
    [Fact]
    public void ABrokerThatGoesAwayHurtsNeither()
    {
        const int Rounds = 2;
        const int RecordsPerRound = 3_000;
        using var program = Run("geo-weather", "customers");
        program.WaitFor("[geo-weather] Partitions assigned");
        program.WaitFor("[customers] Partitions assigned");
        for (var round = 0; round < Rounds; round++)
        {
            Broker.Publish(_weather, round * RecordsPerRound, RecordsPerRound);
            Broker.Publish(_customers, round * RecordsPerRound, PipelineFolder.Customers(RecordsPerRound, round * RecordsPerRound));
            Thread.Sleep(Random.Next(100));
            Broker.TakeDown();
            Assert.True(Waiting.Until(() => HaveSaid(program, "does not answer", round + 1), TimeSpan.FromSeconds(20)), program.ErrorSoFar);
            Thread.Sleep(Random.Next(3000, 6000));
            Broker.BringUp();
            Assert.True(Waiting.Until(() => HaveSaid(program, "is back after", round + 1), TimeSpan.FromSeconds(20)), program.ErrorSoFar);
        }

        const int All = Rounds * RecordsPerRound;
        Assert.True(Waiting.Until(() => _folder.Weather.Weather().Count() == All && _folder.LandedCustomers == All * 3 / 4, TimeSpan.FromSeconds(30)), program.ErrorSoFar);
        program.Terminate();
        var outcome = program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.DoesNotContain("starting again", outcome.Error, StringComparison.Ordinal);
        _folder.Weather.AssertHasWeather(Enumerable.Range(0, All), FaultyBroker.Partitions);
        _folder.AssertHasCustomers(All);
    }

    /// <summary>Takes long because a group forms again only when the session of the one that was killed is over.</summary>
    [Fact]
    public void ThreeProcessesShareTwelvePartitions()
    {
        const int Partitions = 12;
        const int RecordsPerStep = 6_000;
        var topic = $"{_weather}-12";
        Broker.CreateTopic(topic, Partitions);
        _folder.Change("geo-weather", "Topics", topic);
        var processes = new List<BuiltProgram> { Run("geo-weather"), Run("geo-weather"), Run("geo-weather") };
        try
        {
            Assert.True(Waiting.Until(() => processes.TrueForAll(process => HeldBy(process) == Partitions / processes.Count), TimeSpan.FromSeconds(30)), Said(processes));
            Broker.Publish(topic, 0, RecordsPerStep, Partitions);
            Thread.Sleep(Random.Next(500));
            Broker.Publish(topic, RecordsPerStep, RecordsPerStep, Partitions);
            Thread.Sleep(Random.Next(200));
            using (var killed = processes[Random.Next(processes.Count)])
            {
                killed.Kill();
                processes.Remove(killed);
                Assert.Contains("Batch flush", killed.ErrorSoFar, StringComparison.Ordinal);
            }

            Broker.Publish(topic, 2 * RecordsPerStep, RecordsPerStep, Partitions);
            Assert.True(Waiting.Until(() => _folder.Weather.Weather().Count() == 3 * RecordsPerStep, TimeSpan.FromSeconds(40)), Said(processes));
            processes.ForEach(process => process.Terminate());
            Assert.All(processes.Select(process => process.Wait()), outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }

        _folder.Weather.AssertHasWeather(Enumerable.Range(0, 3 * RecordsPerStep), Partitions);
    }

    private static bool HaveSaid(BuiltProgram program, string text, int times) => ((string[])["geo-weather", "customers"])
        .All(pipeline => program.ErrorSoFar.Split('\n').Count(line => line.Contains($"[{pipeline}]", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)) == times);

    private static string Said(IEnumerable<BuiltProgram> processes) => string.Join("\n---\n", processes.Select(process => process.ErrorSoFar));

    private BuiltProgram Run(params string[] names) => BuiltProgram.Start(
        _folder.WorkingFolder,
        ShortSession.With(("Kafka__PollTimeout", "20ms")),
        ["run", .. names, "--bootstrap-servers", Broker.Address, "--batch-size", "100", "--flush-interval", "20ms", "--checkpoint-interval", "50ms"]);
}
