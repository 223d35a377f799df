using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Tests.Commands;

public sealed class ProduceCommandTests
{
    private static readonly string Housing = TestData.PathOf("housing.csv");

    private readonly Invocation _invocation = new();

    [Fact]
    public void OptionsBecomeSettings()
    {
        _invocation.Run(
            "produce", "csv", "--strict", Housing, "--topic", "t", "--batch-size", "100", "--delay", "500ms", "--limit", "9", "--key", "chas", "--resume",
            "--types", "crim:double,a:b:int", "--empty", "drop", "--delimiter", "tab", "--encoding", "latin-1", "--create-topic", "6:3", "--bootstrap-servers", "h:1");

        Assert.Equal("", _invocation.Error);
        var settings = _invocation.Published!;
        Assert.Equal(("t", 100, TimeSpan.FromMilliseconds(500), 9L), (settings.Topics.Single(), settings.BatchRecords, settings.BatchDelay, settings.RowsMax));
        Assert.Equal((true, true, false), (settings.Strict, settings.Resume, settings.Transactional));
        Assert.Equal(new TopicShape(6, 3), settings.CreateTopic);
        Assert.Equal("h:1", settings.Connection.Kafka.BootstrapServers);
        var csv = Assert.IsType<CsvFileSettings>(settings.Source);
        Assert.Equal((Housing, "housing.csv", SourceEncoding.Latin1), (csv.Path, csv.Name, csv.Encoding));
        Assert.EndsWith("/data/housing.rejected.csv", csv.RejectedPath, StringComparison.Ordinal);
        Assert.Equal(('\t', EmptyCells.Drop, "chas"), (csv.Csv.Delimiter, csv.Csv.Empty, csv.Csv.KeyColumn));
        Assert.Equal(CellType.Int, csv.Csv.Types["a:b"]);
    }

    [Fact]
    public void AMinusIsStandardInput()
    {
        _invocation.Run("produce", "jsonl", "-", "--topic", "t");
        var lines = Assert.IsType<JsonLinesFileSettings>(_invocation.Published!.Source);
        Assert.Equal((null, "-"), (lines.Path, lines.Name));
    }

    [Fact]
    public void TheEnvironmentNamesTheBroker()
    {
        _invocation.Environment["KAFKA_BOOTSTRAP_SERVERS"] = "there:1";
        _invocation.Environment["Kafka__Properties__security_protocol"] = "SSL";
        _invocation.Run("produce", "weather", "Paris", "France");
        Assert.Equal("there:1", _invocation.Published!.Connection.Kafka.BootstrapServers);
        Assert.Equal("SSL", _invocation.Published.Connection.Kafka.Properties["security.protocol"]);
    }

    [Fact]
    public void WeatherIsOfPlacesInTurn()
    {
        _invocation.Run("produce", "weather", "--continuous", "Paris", "France", "New York", "USA", "--rate", "5/s", "--seed", "7");
        var weather = Assert.IsType<MadeUpWeatherSettings>(_invocation.Published!.Source).Weather;
        Assert.Equal(["geo_weather_stream"], _invocation.Published.Topics);
        Assert.Equal([("Paris", "France"), ("New York", "USA")], weather.Places);
        Assert.Equal((null, 5, 7), (weather.Records, weather.RecordsPerSecond, weather.Seed));
    }

    [Fact]
    public void TransactionsGoToEightTopics()
    {
        _invocation.Run("produce", "transactions", "--limit", "9", "--seed", "7", "--rate", "2.5", "--create-topic", "6");
        var transactions = Assert.IsType<MadeUpTransactionsSettings>(_invocation.Published!.Source).Transactions;
        Assert.Equal(TransactionTopics.Names, _invocation.Published.Topics);
        Assert.Equal((9, 2.5, 7), (transactions.Transactions, transactions.TransactionsPerSecond, transactions.Seed));
        Assert.Equal(new TopicShape(6, -1), _invocation.Published.CreateTopic);
    }

    [Fact]
    public void AThousandTransactionsUnlessTheLimitIsGiven()
    {
        _invocation.Run("produce", "transactions");
        Assert.Equal(new TransactionSettings { Transactions = 1000 }, Assert.IsType<MadeUpTransactionsSettings>(_invocation.Published!.Source).Transactions);
    }

    [Fact]
    public void EverythingWrongIsToldAtOnce()
    {
        _invocation.Run("produce", "csv", "missing.csv", "more", "--batch-size", "0", "--types", "a:date", "--delimiter", "ab", "--empty", "zero", "--create-topic", "0", "--encoding", "utf-16", "--resum");

        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Null(_invocation.Published);
        Assert.Equal(
            """
            10 things are wrong, and nothing was begun:
              more: 'csv' takes nothing but FILE and options
              --resum: there is no such option; did you mean --resume?
              FILE: 'missing.csv' is not there; accepted: a file that exists, or - for standard input
              --encoding: 'utf-16' is not accepted; accepted: utf-8 or latin-1
              --delimiter: 'ab' is not accepted; accepted: one character of ASCII other than a quote, a letter, a digit and a line end, or the word tab
              --types: 'a:date' has 'a:date' in it; accepted: COLUMN:TYPE, several with commas between them; a type is int, double, bool or string
              --empty: 'zero' is not accepted; accepted: keep, null or drop
              --topic: no topic is named; accepted: 1 to 249 letters (a-z, A-Z), digits, '.', '_' and '-'
              --batch-size: '0' is not accepted; accepted: a whole number from 1 to 100,000
              --create-topic: '0' is not accepted; accepted: 1 to 10,000 partitions, and how many brokers hold each, such as 6 or 6:3
            Options and what they accept: --help

            """.ReplaceLineEndings("\n"),
            _invocation.Error);
    }

    [Theory]
    [InlineData("produce")]
    [InlineData("produce", "cvs", "a.csv")]
    [InlineData("produce", "csv", "--topic", "t")]
    [InlineData("produce", "csv", "/", "--topic", "t")]
    [InlineData("produce", "weather")]
    [InlineData("produce", "weather", "Paris")]
    [InlineData("produce", "weather", "Paris", "France", "--continuous", "--transactional")]
    [InlineData("produce", "weather", "Paris", "France", "--key", "town")]
    [InlineData("produce", "weather", "Paris", "France", "--resume")]
    [InlineData("produce", "transactions", "more")]
    [InlineData("produce", "transactions", "--topic", "t")]
    [InlineData("produce", "transactions", "--key", "user_id")]
    [InlineData("produce", "transactions", "--limit", "0")]
    public void WrongUsagePublishesNothing(params string[] arguments)
    {
        _invocation.Run(arguments);
        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Null(_invocation.Published);
        Assert.EndsWith("--help\n", _invocation.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "--types <COLUMN:TYPE,...>")]
    [InlineData("jsonl", "--resume")]
    [InlineData("weather", "--seed <N>")]
    [InlineData("transactions", "product_purchase_counts")]
    public void HelpTellsOptions(string verb, string expected) =>
        Assert.Contains(expected, _invocation.Run("produce", verb, "--help").Output, StringComparison.Ordinal);
}
