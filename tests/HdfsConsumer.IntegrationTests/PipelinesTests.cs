using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HdfsConsumer.IntegrationTests.Watching;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Pipelines of appsettings.json side by side, by the built program against a broker in another process.</summary>
public sealed class PipelinesTests : IClassFixture<Broker>, IDisposable
{
    private const int Count = 2_000;

    private readonly Broker _broker;
    private readonly string _weather;
    private readonly string _customers;
    private readonly PipelineFolder _folder;

    public PipelinesTests(Broker broker)
    {
        _broker = broker;
        _weather = broker.NewTopic();
        _customers = broker.NewTopic();
        _folder = new PipelineFolder(_weather, _customers);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TwoPipelinesLandFromOneBroker()
    {
        Publish(0, Count);
        var outcome = Run("--until-end", "--log-dir", "my-logs");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        _folder.Weather.AssertHasWeather(Count);
        _folder.AssertHasCustomers(Count);
        Assert.Equal("no value for Phone", _folder.Objects("customers_alerts")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void EveryLineOfTheLogNamesItsPipelineAndEachHasAFile()
    {
        Publish(0, 100);
        var outcome = Run("--until-end", "--log-dir", "my-logs", "--monitoring");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        var lines = outcome.Error.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Matches(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] (INFO|WARNING) - \[(geo-weather|customers)\] \S", line));
        foreach (var pipeline in (string[])["geo-weather", "customers"])
        {
            var own = lines.Where(line => line.Contains($"[{pipeline}] ", StringComparison.Ordinal)).Select(line => line.Replace($"[{pipeline}] ", "", StringComparison.Ordinal));
            Assert.Equal(own, File.ReadAllLines(_folder[$"my-logs/{pipeline}.log"]));
        }
    }

    [Fact]
    public void AFolderForLogsThatCannotBeWrittenIsWrongUsage()
    {
        File.WriteAllText(_folder["taken"], "a file");
        var outcome = Run("--until-end", "--log-dir", "taken");

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("--log-dir taken cannot be written: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ASignalStopsAllAndWhatWasReadIsLanded()
    {
        Publish(0, Count);
        using var watched = new WatchedProgram(
            Start(["--batch-size", "100000", "--flush-interval", "1h", "--checkpoint-interval", "1h", .. WatchedProgram.OnAnyPort]));
        watched.WaitUntilConsumed(2 * Count);
        watched.Program.Terminate();
        var asked = Stopwatch.StartNew();
        var outcome = watched.Program.Wait();

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        _folder.Weather.AssertHasWeather(Count);
        _folder.AssertHasCustomers(Count);
    }

    [Fact]
    public void OneThatGivesUpLeavesTheOtherGoingAndTheExitCodeTells()
    {
        File.WriteAllText(_folder["taken"], "a file");
        _folder.Change("customers", "Sink:BasePath", "./taken");
        using var program = Start("--flush-interval", "100ms");
        program.WaitFor("[customers] Gave up: ");
        Publish(0, Count);
        Assert.True(Waiting.Until(() => _folder.Weather.Weather().Count() == Count, TimeSpan.FromSeconds(30)), program.ErrorSoFar);
        Assert.False(program.HasEnded);
        program.Terminate();

        Assert.Equal(2, program.Wait().ExitCode);
        _folder.Weather.AssertHasWeather(Count);
        Assert.Equal("a file", File.ReadAllText(_folder["taken"]));
    }

    [Fact]
    public void OneWhoseLandingIsDamagedLeavesTheOtherGoing()
    {
        Publish(0, Count);
        Assert.Equal(0, Run("--until-end").ExitCode);
        var damaged = _folder["customers/customers_usa/customers.jsonl"];
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^100]);
        Publish(Count, Count);
        var outcome = Run("--until-end");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("[customers] Gave up: ", outcome.Error, StringComparison.Ordinal);
        _folder.Weather.AssertHasWeather(2 * Count);
    }

    [Fact]
    public void NorthwindsCustomersAreWhatPythonMakesOfThem()
    {
        var file = _folder["northwind.csv"];
        File.WriteAllText(
            file,
            $"""
            {File.ReadAllText(Tests.TestData.PathOf("customers.csv")).TrimEnd()}
            SPACE,  Space Inc. ,Ann,Owner,1 Main St,Reno,NV,  89501 , US ,(1) 2,NULL
            STATE,"States, United",Bob,Owner,2 Main St,Reno,NV,NULL,United States,(1) 2,NULL
            WHOLE,"States, United",Bob,N/A,2 Main St,Reno,NV,00501,United States,(1) 2,
            LOWER,Lower,Cyd,Owner,3 Main St,Reno,NV,1,usa,(1) 2,NULL
            EMPTY,,NULL,Owner,4 Main St,,NV,1,USA,,NULL
            SHORT,USA

            """);
        var produced = Program("produce", "csv", file, "--topic", _customers, "--bootstrap-servers", _broker.Address);
        Assert.Equal(1, produced.ExitCode);
        Assert.Contains("Rejected 25 rows", produced.Output, StringComparison.Ordinal);
        Assert.Equal(0, Program("run", "customers", "--until-end", "--bootstrap-servers", _broker.Address).ExitCode);

        using var expected = JsonDocument.Parse(PythonScript.Run("python/customers.py", file));
        foreach (var destination in expected.RootElement.EnumerateObject())
        {
            Assert.NotEmpty(destination.Value.EnumerateArray());
            Assert.Equal(ById(destination.Value.EnumerateArray()), ById(_folder.Objects(destination.Name)));
        }

        Assert.Equal(["customers_alerts", "customers_usa"], Directory.EnumerateDirectories(_folder["customers"]).Select(Path.GetFileName).Where(name => name![0] != '.').Order());
    }

    [Fact]
    public void ValidateReachesTheBrokerAndNamesTheTopicsThatAreNotThere()
    {
        var validated = Program("validate", "geo-weather", "customers", "--bootstrap-servers", _broker.Address);

        Assert.Equal((0, ""), (validated.ExitCode, validated.Error));
        Assert.Contains($"Kafka broker {_broker.Address} answers, and has 2 of 2 topics.\n2 pipelines: nothing is wrong.\n", validated.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["customers"]));
    }

    [Fact]
    public void ValidateSaysWhatIsInTheWayAndWhichServerDoesNotAnswer()
    {
        File.WriteAllText(_folder["taken"], "a file");
        _folder.Change("customers", "Sink:BasePath", "./taken/customers");
        var validated = Program("validate", "geo-weather", "--bootstrap-servers", "127.0.0.1:1", "--broker-timeout", "1s");
        Assert.Equal(3, validated.ExitCode);
        Assert.Contains("No Kafka broker answers at 127.0.0.1:1 within 1 s", validated.Output, StringComparison.Ordinal);
        Assert.Contains("1 pipeline: 1 thing is wrong.", validated.Output, StringComparison.Ordinal);

        var offline = Program("validate", "customers", "--offline");
        Assert.Equal(1, offline.ExitCode);
        Assert.Contains("taken is a file, and the base path ./taken/customers needs a folder there", offline.Output, StringComparison.Ordinal);
    }

    /// <summary>Takes long because each step runs the program, and a group forms again only when a session is over.</summary>
    [Fact]
    public void MaintenanceIsByName()
    {
        Publish(0, 400);
        Assert.Equal(0, Run("--until-end").ExitCode);

        var status = Program("status", "--bootstrap-servers", _broker.Address);
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("FR/Paris/alerts.json", status.Output, StringComparison.Ordinal);
        Assert.Contains("customers_usa/customers.jsonl", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FR/Paris", Program("status", "customers", "--bootstrap-servers", _broker.Address).Output, StringComparison.Ordinal);
        Assert.Equal(0, Program("verify").ExitCode);

        Assert.Equal(0, Program("reset", "customers", "--yes", "--bootstrap-servers", _broker.Address).ExitCode);
        Assert.Equal(0, _folder.LandedCustomers);
        _folder.Weather.AssertHasWeather(400);
        Assert.Equal(0, Run("--until-end").ExitCode);
        _folder.Weather.AssertHasWeather(400);
        _folder.AssertHasCustomers(400);
    }

    private static IEnumerable<string> ById(IEnumerable<JsonElement> customers) => customers
        .OrderBy(customer => customer.GetProperty("CustomerID").GetString(), StringComparer.Ordinal)
        .Select(customer => JsonNode.Parse(customer.GetRawText())!.ToJsonString());

    private void Publish(int first, int count)
    {
        _broker.Publish(_weather, Broker.Weather(count, first));
        _broker.Publish(_customers, PipelineFolder.Customers(count, first));
    }

    private Outcome Run(params string[] options) => Program(["run", "geo-weather", "customers", "--bootstrap-servers", _broker.Address, .. options]);

    private Outcome Program(params string[] arguments) => BuiltProgram.Run(_folder.WorkingFolder, arguments);

    private BuiltProgram Start(params string[] options) =>
        BuiltProgram.Start(_folder.WorkingFolder, ["run", "geo-weather", "customers", "--bootstrap-servers", _broker.Address, .. options]);
}
