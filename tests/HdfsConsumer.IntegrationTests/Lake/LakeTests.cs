using System.Globalization;
using System.Text.Json;
using HdfsConsumer.IntegrationTests.Parquet;
using HdfsConsumer.Producing.Transactions;
using HdfsConsumer.Tests;

namespace HdfsConsumer.IntegrationTests.Lake;

/// <summary>The pipeline <c>lake</c> as it is in appsettings.json, fed by <c>produce transactions</c>, read by DuckDB.</summary>
public sealed class LakeTests : IDisposable
{
    private const int Transactions = 6_000;
    private const int Kills = 20;
    private const string Seed = "7";

    private readonly Broker _broker = new();
    private readonly LandingFolder _landing = new();

    public LakeTests() => File.Copy(Path.Combine(TestData.RepositoryRoot, "appsettings.json"), Path.Combine(_landing.WorkingFolder, "appsettings.json"));

    [Fact]
    public void TheExampleOfTheReadmeWorks()
    {
        Produce(100);
        Assert.Equal(0, RunToEnd().ExitCode);
        Assert.Equal("100", Value("SELECT count(*) FROM read_parquet('lake/streams/transaction_flattened/**', hive_partitioning = true) WHERE date >= '2025-09-22'"));
        Assert.True(int.Parse(Value("SELECT count(*) FROM read_parquet('lake/streams/**', hive_partitioning = true)")!, CultureInfo.InvariantCulture) > 500);
    }

    [Fact]
    public async Task TheSumsAreThoseOfTheInputHoweverOftenItIsKilled()
    {
        Produce(Transactions);
        for (var round = 0; round < Kills; round++)
        {
            using var program = Start($"lake-{round}");
            program.WaitFor("Partitions assigned");
            await Task.Delay(Random.Shared.Next(700));
            program.Kill();
        }

        AssertAllIsLanded();
    }

    [Fact]
    public async Task TwoInstancesShareThePartitionsAndAThirdReaderAddsNothing()
    {
        Produce(Transactions);
        using (var first = Start("lake"))
        {
            first.WaitFor("Partitions assigned");
            using var second = Start("lake");
            await Task.Delay(4000);
            second.Terminate();
            Assert.Equal(0, second.Wait().ExitCode);
            first.Kill();
        }

        AssertAllIsLanded();
        var files = Directory.GetFiles(Folder, "*.parquet", SearchOption.AllDirectories);
        Assert.Contains(" 0 records landed", RunToEnd("another").Error, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFiles(Folder, "*.parquet", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        _broker.Dispose();
        _landing.Dispose();
    }

    private string Folder => Path.Combine(_landing.WorkingFolder, "lake");

    private void Produce(int transactions)
    {
        var outcome = BuiltProgram.Run(
            _landing.WorkingFolder, "produce", "transactions", "--limit", $"{transactions}", "--seed", Seed, "--bootstrap-servers", _broker.Address);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private BuiltProgram Start(string group, params string[] options) => BuiltProgram.Start(
        _landing.WorkingFolder,
        new Dictionary<string, string>
        {
            ["Pipelines__lake__GroupId"] = group,
            ["Pipelines__lake__Sink__MaxFileRecords"] = "300",
            ["Pipelines__lake__Batch__Size"] = "500",
            ["Pipelines__lake__Batch__CheckpointInterval"] = "50ms",
            ["Kafka__Properties__session_timeout_ms"] = "2000",
            ["Kafka__Properties__heartbeat_interval_ms"] = "300",
        },
        ["run", "lake", "--bootstrap-servers", _broker.Address, .. options]);

    private Outcome RunToEnd(string group = "lake")
    {
        using var program = Start(group, "--until-end");
        return program.Wait();
    }

    private void AssertAllIsLanded()
    {
        var outcome = RunToEnd("the-last");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        using var source = new TransactionSource(
            new TransactionSettings { Transactions = Transactions, Seed = int.Parse(Seed, CultureInfo.InvariantCulture) }, TimeProvider.System, CancellationToken.None);
        foreach (var topic in source.Rows().GroupBy(row => row.Topic, row => JsonDocument.Parse(row.Value.ToArray()).RootElement))
        {
            var name = TransactionTopics.Names[topic.Key];
            var money = topic.First().TryGetProperty("amount_eur", out _) ? "amount_eur" : topic.First().TryGetProperty("total_amount_eur", out _) ? "total_amount_eur" : null;
            var sum = money is null ? 0 : topic.Sum(message => message.GetProperty(money).GetDecimal());
            var query = $"SELECT concat_ws(' ', count(*), {(money is null ? "0.00" : $"sum({money}::DECIMAL(18,2))")}) FROM read_parquet('lake/streams/{name}/**', hive_partitioning = true)";
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{topic.Count()} {sum:0.00}"), Value(query));
        }

        Assert.Equal($"{Transactions}", Value("SELECT count(DISTINCT transaction_id) FROM read_parquet('lake/streams/transaction_stream/**')"));
    }

    private string? Value(string query) =>
        Readers.DuckDbValue("unused", query.Replace("'lake/", $"'{_landing.WorkingFolder}/lake/", StringComparison.Ordinal));
}
