namespace HdfsConsumer.IntegrationTests;

/// <summary>What the program says to mistakes, and with which exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly LandingFolder _landing = new();

    [Fact]
    public void EveryWrongOptionIsToldAtOnce()
    {
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--batch-size", "none", "--flush-intervall", "3", "--compression", "zip");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--batch-size: 'none'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean --flush-interval?", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--compression: 'zip' is not accepted; accepted: none or gzip", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--topics", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    [Fact]
    public void AnAddressWhereNothingAnswersIsNamed()
    {
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--topics", "weather", "--bootstrap-servers", "127.0.0.1:1", "--broker-timeout", "1s");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("No Kafka broker answers at 127.0.0.1:1 within 1 s", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AStopIsHeardWhileNoBrokerAnswers()
    {
        using var program = BuiltProgram.Start(
            _landing.WorkingFolder, "--topics", "weather", "--bootstrap-servers", "127.0.0.1:1", "--broker-timeout", "5m", "--listen", "127.0.0.1:0");
        program.WaitFor("Page and metrics at ");
        program.Terminate();
        var outcome = program.Wait();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Stopped before a Kafka broker answered at 127.0.0.1:1.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABasePathThatIsAFileIsRefused()
    {
        File.WriteAllText(_landing.Path, "");
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--topics", "weather", "--hdfs-path", _landing.Path, "--bootstrap-servers", "127.0.0.1:1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("is a file", outcome.Error, StringComparison.Ordinal);
        File.Delete(_landing.Path);
    }

    [Fact]
    public void ABasePathThatCannotBeWrittenIsRefused()
    {
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--topics", "weather", "--hdfs-path", "/proc/hdfs-data", "--bootstrap-servers", "127.0.0.1:1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("cannot be written", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALedgerThatAnotherProgramHasLockedIsNoBug()
    {
        string[] arguments = ["--embedded", "--embedded-records", "100", "--hdfs-path", _landing.Path];
        Assert.Equal(0, BuiltProgram.Run(_landing.WorkingFolder, arguments).ExitCode);
        var locked = _landing.LockLedgers();
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, arguments);
        locked.ForEach(ledger => ledger.Dispose());
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"A destination below {_landing.Path} is held by another process. Mend that, and start again.", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownKafkaPropertyIsRefused()
    {
        var outcome = BuiltProgram.Run(
            _landing.WorkingFolder,
            new Dictionary<string, string> { ["Kafka__Properties__no_such_property"] = "1" },
            "--topics", "weather", "--bootstrap-servers", "127.0.0.1:1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("no.such.property", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheEnvironmentIsReadAndTheCommandLineWins()
    {
        var environment = new Dictionary<string, string> { ["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:1", ["HDFS_BATCH_SIZE"] = "zero", ["HDFS_FLUSH_INTERVAL"] = "never" };
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, environment, "--topics", "weather", "--batch-size", "10");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("HDFS_FLUSH_INTERVAL: 'never'", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("zero", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ASettingsFileIsReadAndItsMistakesAreTold()
    {
        File.WriteAllText(Path.Combine(_landing.WorkingFolder, "appsettings.json"), """{ "Landing": { "BatchSizes": 10, "Topics": ["weather"] }, "Kafka": { "BootstrapServers": "127.0.0.1:1" } }""");
        var outcome = BuiltProgram.Run(_landing.WorkingFolder);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("appsettings.json, Landing:BatchSizes", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Landing:BatchSize", outcome.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _landing.Dispose();
}
