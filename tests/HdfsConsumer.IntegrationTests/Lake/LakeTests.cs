using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using HdfsConsumer.IntegrationTests.Parquet;
using HdfsConsumer.Producing.Transactions;
using HdfsConsumer.Tests;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.IntegrationTests.Lake;

/// <summary>The pipeline <c>lake</c> as it is in appsettings.json, fed by <c>produce transactions</c>, read by DuckDB.</summary>
public sealed partial class LakeTests : IDisposable
{
    private const int Transactions = 6_000;
    private const int Kills = 20;
    private const string Seed = "7";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Broker _broker = new();
    private readonly LandingFolder _landing = new();

    public LakeTests() => File.Copy(Path.Combine(TestData.RepositoryRoot, "appsettings.json"), Path.Combine(_landing.WorkingFolder, "appsettings.json"));

    [Fact]
    public void TheExamplesOfTheReadmeWork()
    {
        Produce(100);
        Assert.Equal(0, RunToEnd().ExitCode);
        var readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md"));
        var examples = Example().Matches(readme).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3, examples.Count);
        Assert.All(examples, example => Assert.NotNull(Value(example)));
        Assert.Equal("100", Value("SELECT count(*) FROM read_parquet('lake/streams/transaction_flattened/**', hive_partitioning = true) WHERE date >= '2025-09-22'"));
    }

    [Fact]
    public void TheExamplesOfItsPageWork()
    {
        Produce(100);
        Assert.Equal(0, RunToEnd().ExitCode);
        var page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "lake.md"));
        var examples = SqlExample().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(4, examples.Count);
        Assert.All(examples, example => Assert.NotNull(Value(example)));
    }

    /// <summary>Takes long because files are finished when nothing came for a second, and snapshots are asked for and read by DuckDB until then.</summary>
    [Fact]
    public void ASnapshotMayBeTakenWhileItRuns()
    {
        Produce(100);
        using var program = Start("lake");
        Assert.True(Waiting.Until(() => IsKept(100), Patience), program.ErrorSoFar);
        Assert.Equal("Nothing of lake has changed since the last snapshot.\n", Run("snapshot", "lake").Output);

        // Made-up tables begin with nothing in each pass: the second is longer, and its rows are the last of their keys.
        Produce(200);
        Assert.True(Waiting.Until(() => IsKept(200), Patience), program.ErrorSoFar);
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);

        bool IsKept(int transactions)
        {
            // Until something is landed there is nothing to keep.
            return Run("snapshot", "lake").ExitCode == 0 && TablesThere() == TransactionTopics.Names.Count(IsTable) && WrongTable(transactions) is null;
        }
    }

    /// <summary>Takes long because each step runs the program, and a group forms again only when a session is over.</summary>
    [Fact]
    public void WhatIsForgottenIsLandedAgain()
    {
        Produce(300);
        Assert.Equal(0, RunToEnd().ExitCode);
        Assert.Contains("nothing is wrong", Run("verify", "lake").Output, StringComparison.Ordinal);
        Assert.Contains("tables/payment_method_totals", Run("status", "lake").Output, StringComparison.Ordinal);
        Assert.Contains("All of it is forgotten", Run("reset", "lake", "--yes").Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder, "*.parquet", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Folder, "*.state", SearchOption.AllDirectories));
        Assert.Equal(0, RunToEnd().ExitCode);
        Assert.Equal("300", Landed());
        Assert.Null(WrongTable(300));
        File.Delete(Directory.GetFiles(Folder, "*+*+*.parquet", SearchOption.AllDirectories).First(file => file.Contains("/tables/", StringComparison.Ordinal)));
        Assert.Equal(1, Run("verify", "lake").ExitCode);
    }

    [Fact]
    public async Task DeadLettersOfStreamsAreReplayedAndThoseOfTablesAreNot()
    {
        Produce(100);
        Assert.Equal(0, RunToEnd().ExitCode);
        using (var bad = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _broker.Address }).Build())
        {
            foreach (var topic in new[] { "transaction_flattened", "payment_method_totals" })
            {
                await bad.ProduceAsync(topic, new Message<string, string> { Key = "key", Value = """{"amount":"text where numbers were","payment_method":7}""" });
            }
        }

        Assert.Equal(0, RunToEnd().ExitCode);
        Assert.Single(File.ReadAllLines(Path.Combine(Folder, "_dead-letters", "transaction_flattened.jsonl")));
        Assert.Single(File.ReadAllLines(Path.Combine(Folder, "_dead-letters", "payment_method_totals.jsonl")));

        // Other rules: all that comes is text.
        var settings = JsonNode.Parse(File.ReadAllText(SettingsFile))!;
        settings["Pipelines"]!["lake"]!["Parse"] = new JsonObject { ["Columns"] = new JsonObject { ["transaction_id"] = "text", ["payment_method"] = "text", ["amount"] = "text" } };
        File.WriteAllText(SettingsFile, settings.ToJsonString());
        Assert.Equal("lake: 2 dead letters replayed, 1 landed, 1 put aside again.\n", Run("replay", "lake").Output);
        Assert.Contains("no key", File.ReadAllLines(Path.Combine(Folder, "_dead-letters", "payment_method_totals.jsonl"))[1], StringComparison.Ordinal);
        Assert.Equal(
            "text where numbers were",
            Value("SELECT amount FROM read_parquet('lake/streams/transaction_flattened/**', union_by_name = true, hive_partitioning = true) WHERE payment_method = '7'"));
    }

    /// <summary>Takes long because each of twenty instances starts, joins and is killed before the next.</summary>
    [Fact]
    public async Task TheSumsAreThoseOfTheInputHoweverOftenItIsKilled()
    {
        Produce(Transactions);
        for (var round = 0; round < Kills; round++)
        {
            using var program = StartWith("1s", $"lake-{round}", []);
            program.WaitFor("Partitions assigned");
            await Task.Delay(Random.Shared.Next(700));
            program.Kill();
        }

        AssertAllIsLanded();
    }

    /// <summary>Takes long because a group forms anew three times.</summary>
    [Fact]
    public void TwoInstancesShareThePartitionsAndAThirdReaderAddsNothing()
    {
        Produce(Transactions);
        using (var first = Start("lake"))
        {
            first.WaitFor("Partitions assigned");
            using var second = Start("lake");
            second.WaitFor("Partitions assigned");
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

    private BuiltProgram Start(string group, params string[] options) => StartWith("1h", group, options);

    private BuiltProgram StartWith(string snapshotInterval, string group, string[] options) => BuiltProgram.Start(
        _landing.WorkingFolder,
        ShortSession.With(
            ("Pipelines__lake__GroupId", group),
            ("Pipelines__lake__Sink__MaxFileRecords", "300"),
            ("Pipelines__lake__Sink__MaxFileIdle", "1s"),
            ("Pipelines__lake__Sink__SnapshotInterval", snapshotInterval),
            ("Pipelines__lake__Sink__SnapshotsKept", "2"),
            ("Pipelines__lake__Batch__Size", "500"),
            ("Pipelines__lake__Batch__CheckpointInterval", "50ms")),
        ["run", "lake", "--bootstrap-servers", _broker.Address, .. options]);

    private string SettingsFile => Path.Combine(_landing.WorkingFolder, "appsettings.json");

    private Outcome Run(params string[] arguments) =>
        BuiltProgram.Run(_landing.WorkingFolder, new Dictionary<string, string> { ["KAFKA_BOOTSTRAP_SERVERS"] = _broker.Address }, arguments);

    private string? Landed() => Directory.Exists(Path.Combine(Folder, "streams", "transaction_flattened"))
        ? Value("SELECT count(*) FROM read_parquet('lake/streams/transaction_flattened/**')")
        : null;

    private int TablesThere() => Directory.Exists(Path.Combine(Folder, "tables")) ? Directory.GetDirectories(Path.Combine(Folder, "tables")).Length : 0;

    private static bool IsTable(string topic) => !topic.StartsWith("transaction_", StringComparison.Ordinal);

    private Outcome RunToEnd(string group = "lake")
    {
        using var program = Start(group, "--until-end");
        return program.Wait();
    }

    private void AssertAllIsLanded()
    {
        var outcome = RunToEnd("the-last");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var streams = Topics(Transactions).Where(topic => !IsTable(topic.Name));
        Assert.Null(Wrong(streams.Select(stream => (stream.Messages, $"read_parquet('lake/streams/{stream.Name}/**', hive_partitioning = true)"))));
        Assert.Null(WrongTable(Transactions));
        Assert.Contains("nothing is wrong", Run("verify", "lake").Output, StringComparison.Ordinal);
        Assert.Equal($"{Transactions}", Value("SELECT count(DISTINCT transaction_id) FROM read_parquet('lake/streams/transaction_stream/**')"));
    }

    private string? Value(string query) =>
        Readers.DuckDbValue("unused", query.Replace("'lake/", $"'{_landing.WorkingFolder}/lake/", StringComparison.Ordinal));

    /// <summary>What is wrong with the current version of a table, which must have the last row of each key; null when all are right.</summary>
    private string? WrongTable(int transactions) => Wrong(Topics(transactions)
        .Where(topic => IsTable(topic.Name))
        .Select(table => (
            table.Messages.GroupBy(message => message.Key).Select(key => key.Last()).ToList(),
            $"read_parquet('lake/tables/{table.Name}/**') WHERE version = (SELECT current FROM 'lake/tables/manifest.json')")));

    /// <summary>Says what DuckDB finds in place of rows, and of the sums of what they count in; null when it finds these.</summary>
    private string? Wrong(IEnumerable<(List<(string Key, JsonElement Value)> Rows, string Source)> sources)
    {
        var sums = sources.Select(source => SumOf(source.Rows, source.Source)).ToList();
        var expected = string.Join("; ", sums.Select(sum => sum.Expected));
        var found = Value($"SELECT concat_ws('; ', {string.Join(", ", sums.Select(sum => $"({sum.Query})"))})");
        return found == expected ? null : $"{found}, not {expected}";
    }

    private static (string Expected, string Query) SumOf(List<(string Key, JsonElement Value)> rows, string source)
    {
        var counted = Array.Find(["amount_eur", "total_amount_eur", "total_amount", "total_quantity"], member => rows[0].Value.TryGetProperty(member, out _));
        var sum = counted is null ? 0 : rows.Sum(row => row.Value.GetProperty(counted).GetDecimal());
        return (
            string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {sum:0.00}"),
            $"SELECT concat_ws(' ', count(*), {(counted is null ? "0.00" : $"sum({counted}::DECIMAL(18,2))")}) FROM {source}");
    }

    private static List<(string Name, List<(string Key, JsonElement Value)> Messages)> Topics(int transactions)
    {
        using var source = new TransactionSource(
            new TransactionSettings { Transactions = transactions, Seed = int.Parse(Seed, CultureInfo.InvariantCulture) }, TimeProvider.System, CancellationToken.None);
        return
        [
            .. from row in TakenRow.AllOf(source)
               let message = (Key: row.KeyText!, Value: JsonDocument.Parse(row.Value).RootElement)
               group message by TransactionTopics.Names[row.Topic] into topic
               select (topic.Key, topic.ToList()),
        ];
    }

    [GeneratedRegex("(?:duckdb -c \"|: `)(SELECT [^\"`]+)")]
    private static partial Regex Example();

    [GeneratedRegex("```sql\n([^`]+?);?\n```")]
    private static partial Regex SqlExample();
}
