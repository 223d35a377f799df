using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Topics filled by the built program, and looked at with kcat and Python.</summary>
public sealed class ProducingTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    // Values are compared as Python's csv and json read them: numbers as numbers, an empty cell as null.
    private const string Comparison =
        """
        import csv, json, sys
        def meant(cell, value):
            if value is None: return cell == ''
            if isinstance(value, bool): return cell.lower() == str(value).lower()
            return float(cell) == value if isinstance(value, (int, float)) else cell == value
        rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))
        records = [json.loads(line) for line in open(sys.argv[2], encoding='utf-8')]
        key = list(rows[0])[0]
        records.sort(key=lambda record: record[key])
        rows.sort(key=lambda row: float(row[key]))
        assert len(rows) == len(records), (len(rows), len(records))
        for row, record in zip(rows, records):
            assert list(row) == list(record), (row, record)
            for name in row: assert meant(row[name], record[name]), (name, row, record)
        print(len(rows))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("hdfs-consumer-producing-").FullName;

    [Fact]
    public void HousingIsPublishedTypedAndASecondRunAddsNothing()
    {
        var (topic, file) = (broker.NewTopic(), Copy("housing.csv"));
        var first = Produce("csv", file, "--topic", topic, "--batch-size", "100");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains($"Published 506 records of housing.csv to topic {topic}", first.Output, StringComparison.Ordinal);
        var second = Produce("csv", file, "--topic", topic, "--batch-size", "100", "--resume");
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("Published 0 records", second.Output, StringComparison.Ordinal);
        Assert.Contains("Left out 506 rows", second.Output, StringComparison.Ordinal);
        var records = Consume(topic);
        Assert.Equal(506, records.Count);
        Assert.Equal(22.5328, records.Average(record => JsonDocument.Parse(record).RootElement.GetProperty("medv").GetDouble()), 4);
    }

    [Fact]
    public void TracksHaveTheValuesThatPythonReads()
    {
        var (topic, file) = (broker.NewTopic(), Copy("tracks.csv"));
        Assert.Equal(0, Produce("csv", file, "--topic", topic).ExitCode);
        File.WriteAllLines(InFolder("tracks.jsonl"), Consume(topic));
        Assert.Equal("40\n", Run("python3", "-c", Comparison, file, InFolder("tracks.jsonl")), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AfterAKillInTheMiddleResumePublishesWhatIsMissing(int kills)
    {
        const int rows = 20_000;
        var (topic, file) = (broker.NewTopic(), InFolder("numbers.csv"));
        File.WriteAllLines(file, Enumerable.Range(0, rows).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number},text {number}")).Prepend("number,text"));
        for (var kill = 0; kill < kills; kill++)
        {
            using var program = BuiltProgram.Start(_folder, "produce", "csv", file, "--topic", topic, "--bootstrap-servers", broker.Address, "--batch-size", "500", "--delay", "100ms", "--resume");
            WaitForRecords(topic, 3000 * (kill + 1));
            program.Kill();
        }

        var there = Consume(topic).Count;
        Assert.InRange(there, 3000, rows - 1);
        var outcome = Produce("csv", file, "--topic", topic, "--resume");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"Published {rows - there} records", outcome.Output, StringComparison.Ordinal);
        var numbers = Consume(topic).Select(record => JsonDocument.Parse(record).RootElement.GetProperty("number").GetInt32()).Order();
        Assert.Equal(Enumerable.Range(0, rows), numbers);
    }

    [Fact]
    public void AFileThatGrewOrWasCorrectedPublishesItsNewRows()
    {
        var (topic, file) = (broker.NewTopic(), InFolder("rows.csv"));
        File.WriteAllText(file, "a,b\n1,2\n3\n5,6\n");
        var first = Produce("csv", file, "--topic", topic);
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("Rejected 1 row; each is in " + InFolder("rows.rejected.csv"), first.Output, StringComparison.Ordinal);
        Assert.Equal("line,reason,row\n3,has 1 field instead of 2,3\n", File.ReadAllText(InFolder("rows.rejected.csv")));
        File.WriteAllText(file, "a,b\n1,2\n3,4\n5,6\n7,8\n");
        var second = Produce("csv", file, "--topic", topic, "--resume");
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(["""{"a":1,"b":2}""", """{"a":3,"b":4}""", """{"a":5,"b":6}""", """{"a":7,"b":8}"""], Consume(topic).Order());
    }

    [Fact]
    public void JsonLinesComeFromStandardInputAsTheyStand()
    {
        var topic = broker.NewTopic();
        var lines = Broker.Weather(500).ToList();
        File.WriteAllLines(InFolder("weather.jsonl"), lines);
        var program = Path.Combine(AppContext.BaseDirectory, "HdfsConsumer.dll");
        Run("sh", "-c", $"cat '{InFolder("weather.jsonl")}' | dotnet exec '{program}' produce jsonl - --topic {topic} --key city --bootstrap-servers {broker.Address}");
        Assert.Equal(lines.Order(StringComparer.Ordinal), Consume(topic).Order(StringComparer.Ordinal));
        Assert.Equal(4, Kcat(topic, "%k %p\n").Distinct().Count());
    }

    [Fact]
    public void ATransactionIsThereAsAWhole()
    {
        var topic = broker.NewTopic();
        Assert.Equal(0, Produce("csv", Copy("housing.csv"), "--topic", topic, "--transactional").ExitCode);
        Assert.Equal(506, Consume(topic).Count);
        Assert.Contains("Published 0 records", Produce("csv", InFolder("housing.csv"), "--topic", topic, "--transactional", "--resume").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ATransactionWithARowThatIsStrictlyWrongIsTakenBack()
    {
        var (topic, file) = (broker.NewTopic(), InFolder("rows.csv"));
        File.WriteAllText(file, "a,b\n1,2\n3\n");
        var outcome = Produce("csv", file, "--topic", topic, "--transactional", "--strict");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Line 3 has 1 field instead of 2", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Sent and took back 1 record of rows.csv", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WeatherIsTheSameForASeed()
    {
        var (first, second) = (broker.NewTopic(), broker.NewTopic());
        foreach (var topic in (string[])[first, second])
        {
            Assert.Equal(0, Produce("weather", "Paris", "France", "New York", "USA", "--limit", "100", "--seed", "7", "--topic", topic).ExitCode);
        }

        Assert.Equal(Consume(first).Order(StringComparer.Ordinal), Consume(second).Order(StringComparer.Ordinal));
        Assert.Equal(100, Consume(first).Distinct().Count());
    }

    [Fact]
    public void TransactionsAreInAllEightTopics()
    {
        const int transactions = 200;

        // The names are fixed, and a broker that outlives the tests has records of theirs already.
        Assert.Equal(0, Produce("transactions", "--limit", "1", "--seed", "6").ExitCode);
        var before = TransactionTopics.Names.ToDictionary(topic => topic, topic => Consume(topic).Count);
        var outcome = Produce("transactions", "--limit", $"{transactions}", "--seed", "7");
        Assert.Equal(0, outcome.ExitCode);
        var added = TransactionTopics.Names.ToDictionary(topic => topic, topic => Consume(topic).Count - before[topic]);
        Assert.Contains($"Published {added.Values.Sum()} records of transactions to 8 topics", outcome.Output, StringComparison.Ordinal);
        string[] oneForEach = ["transaction_stream", "transaction_flattened", "transaction_stream_anonymized", "user_transaction_summary", "user_transaction_summary_eur", "payment_method_totals"];
        Assert.All(oneForEach, topic => Assert.Equal(transactions, added[topic]));
        Assert.InRange(added["transaction_stream_blacklisted"], 1, transactions / 10);
        var products = Consume("transaction_flattened").Sum(record => JsonDocument.Parse(record).RootElement.GetProperty("product_count").GetInt32());
        Assert.Equal(products, Consume("product_purchase_counts").Count);
        Assert.All(Kcat("user_transaction_summary_eur", "%k %s\n"), message => Assert.Matches("""^(U[0-9]{4}) \{"user_id":"\1",""", message));
    }

    [Fact]
    public void ContinuousWeatherEndsWhenItIsAskedTo()
    {
        var topic = broker.NewTopic();
        using var program = BuiltProgram.Start(_folder, "produce", "weather", "Paris", "France", "--continuous", "--rate", "50", "--topic", topic, "--bootstrap-servers", broker.Address);
        WaitForRecords(topic, 10);
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
    }

    [Fact]
    public void AnEmptyFileIsSaidToBeEmpty()
    {
        File.WriteAllText(InFolder("empty.csv"), "");
        var outcome = Produce("csv", InFolder("empty.csv"), "--topic", "t");
        Assert.Equal((0, "empty.csv is empty: there is nothing to publish.\n"), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public void AnAddressWhereNothingAnswersIsNamed()
    {
        var outcome = BuiltProgram.Run(_folder, "produce", "csv", Copy("housing.csv"), "--topic", "t", "--bootstrap-servers", "127.0.0.1:1", "--broker-timeout", "2s");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("127.0.0.1:1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ARecordThatIsTooLargeIsNamedByItsLineAndTheOthersAreSent()
    {
        var (topic, file) = (broker.NewTopic(), InFolder("large.jsonl"));
        File.WriteAllLines(file, ["{}", $"\"{new string('x', 1_500_000)}\"", "[]"]);
        var outcome = Produce("jsonl", file, "--topic", topic, "--max-row-size", "2MB");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Not sent: 1 record.\n  line 2: ", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["[]", "{}"], Consume(topic).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Outcome Produce(params string[] arguments) =>
        BuiltProgram.Run(_folder, ["produce", .. arguments, "--bootstrap-servers", broker.Address]);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Copy(string name)
    {
        File.Copy(Tests.TestData.PathOf(name), InFolder(name));
        return InFolder(name);
    }

    private void WaitForRecords(string topic, int count)
    {
        var waited = Stopwatch.StartNew();
        while (Consume(topic).Count < count)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"{count} records do not come.");
        }
    }

    private IReadOnlyList<string> Consume(string topic) => Kcat(topic, "%s\n");

    private string[] Kcat(string topic, string format) =>
        Run("kcat", "-C", "-b", broker.Address, "-t", topic, "-e", "-q", "-X", "fetch.wait.max.ms=10", "-f", format).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
        return output;
    }
}
