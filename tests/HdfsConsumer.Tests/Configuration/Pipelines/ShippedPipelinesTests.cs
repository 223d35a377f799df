using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Tests.Commands;

namespace HdfsConsumer.Tests.Configuration.Pipelines;

/// <summary>The pipelines of the appsettings.json that comes with the program.</summary>
public sealed class ShippedPipelinesTests : IDisposable
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "appsettings.json"));

    private readonly Load _load = new Load().AppSettings(Shipped);

    public void Dispose() => _load.Dispose();

    [Fact]
    public void ThereAreSixAndNothingIsWrongWithThem()
    {
        Assert.Equal(["geo-weather", "customers", "housing", "spotify", "lake", "warehouse"], _load.Pipelines().Select(pipeline => pipeline.Pipeline));
        Assert.Equal(
            [("geo-weather", "alerts.json"), ("customers", "customers.jsonl")],
            _load.Pipelines("geo-weather", "customers").Select(pipeline => (pipeline.Pipeline, pipeline.FileName)));
    }

    [Fact]
    public void EachHasAGroupAndAFolderOfItsOwn()
    {
        var pipelines = _load.Pipelines();

        Assert.Equal(["hdfs_consumer_group", "customers", "housing", "spotify", "lake", "warehouse"], pipelines.Select(pipeline => pipeline.Kafka.GroupId));
        Assert.Equal(["./hdfs-data", "./customers", "./housing", "./spotify", "./lake", "./warehouse"], pipelines.Select(pipeline => pipeline.BasePath));
    }

    [Fact]
    public void GeoWeatherIsWhatTheRootActionDoes()
    {
        var root = _load.Typed(SettingTable.Topics, "geo_weather_stream,weather_stream,alert_stream").Settings();
        var pipeline = Assert.Single(_load.Pipelines("geo-weather"));

        Assert.Equal(root.Routes.Select(route => route.ToString()), pipeline.Routes.Select(route => route.ToString()));
        Assert.Equal(root.Topics, pipeline.Topics);
        Assert.Equal((root.Pipeline, root.FileName, root.BasePath, root.Kafka.GroupId, root.BatchRecordsMax), (pipeline.Pipeline, pipeline.FileName, pipeline.BasePath, pipeline.Kafka.GroupId, pipeline.BatchRecordsMax));
    }

    [Fact]
    public void RulesAndColumnsAreReadAsTheyAreWritten()
    {
        var pipelines = _load.Pipelines("customers", "lake", "housing");

        Assert.Equal(
            ["when misses a required column to customers_alerts with reason", "when Country in ['USA', 'US', 'United States'] to customers_usa", "otherwise drop"],
            pipelines[0].Routes.Select(route => route.ToString()));
        Assert.Equal(["NULL", "N/A"], pipelines[0].Parse.NullTexts);
        Assert.Equal(
            ["CustomerID", "CompanyName", "ContactName", "Address", "City", "PostalCode", "Country", "Phone"],
            pipelines[0].Parse.Columns.Where(column => column.IsRequired).Select(column => column.Name));
        Assert.Equal((10_000, TimeSpan.FromSeconds(5), 256_000_000, SinkKind.Parquet), (pipelines[1].BatchRecordsMax, pipelines[1].FlushInterval, pipelines[1].FileBytesMax, pipelines[1].Sink));
        Assert.Equal("crim:double zn:double indus:double chas:int", string.Join(' ', pipelines[2].Parse.Columns.Take(4).Select(column => $"{column.Name}:{column.Type}")));
    }

    [Fact]
    public void ValidateSaysWhatTheyDo()
    {
        var validated = new Invocation { Files = { ["appsettings.json"] = Shipped } }.Run("validate", "--offline");

        Assert.Equal((ExitCode.Done, ""), (validated.ExitCode, validated.Error));
        Assert.Contains("customers: customers-raw as group customers, below ./customers\n  when misses a required column to customers_alerts with reason\n", validated.Output, StringComparison.Ordinal);
        Assert.EndsWith("6 pipelines: nothing is wrong.\n", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RouteSaysWhereEachLineWouldGo()
    {
        const string lines =
            """
            {"CustomerID":"A","CompanyName":"B","ContactName":"C","Address":"D","City":"E","PostalCode":"F","Country":" US ","Phone":"1"}
            {"CustomerID":"A","CompanyName":"B","ContactName":"C","Address":"D","City":"E","PostalCode":"F","Country":"France","Phone":"1"}
            {"CustomerID":"A","CompanyName":"NULL"}
            no JSON

            """;
        var routed = new Invocation { Files = { ["appsettings.json"] = Shipped }, Input = lines }.Run("route", "customers");

        Assert.Equal((ExitCode.Done, ""), (routed.ExitCode, routed.Error));
        Assert.Equal(
            ["customers_usa/customers.jsonl", "(dropped)", "customers_alerts/customers.jsonl", "_dead-letters/customers-raw.jsonl (not JSON)", ""],
            routed.Output.Split('\n'));
    }

    /// <summary>Records of one partition must be counted in their order, and only those of one destination keep it.</summary>
    [Fact]
    public void WhateverIsCountedGoesToOneDestination()
    {
        const string settings =
            """
            { "Pipelines": { "plays": { "Topics": ["plays"],
              "Routes": [{ "When": { "Field": "a", "Equals": 1 }, "To": "one" }, { "When": { "Field": "a", "Equals": 2 }, "Drop": true }, { "Otherwise": true, "To": "{topic}/{a}" }],
              "Sink": { "Kind": "analytics", "Distinct": ["a"] } } } }
            """;
        var routed = new Invocation { Files = { ["appsettings.json"] = settings }, Input = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n" }.Run("route", "plays");

        Assert.Equal((ExitCode.Done, ""), (routed.ExitCode, routed.Error));
        Assert.Equal("output/*\n(dropped)\noutput/*\n", routed.Output);
    }

    [Theory]
    [InlineData("route")]
    [InlineData("route", "custommers")]
    [InlineData("run", "custommers")]
    [InlineData("run", "--mode", "lakes")]
    [InlineData("validate", "lakes", "--offline")]
    public void ANameThatThereIsNotIsWrongUsage(params string[] arguments)
    {
        var invocation = new Invocation { Files = { ["appsettings.json"] = Shipped } }.Run(arguments);

        Assert.Equal(ExitCode.WrongUsage, invocation.ExitCode);
        Assert.Null(invocation.Pipelines);
    }

    [Theory]
    [InlineData("geo-weather customers", "run", "geo-weather", "customers")]
    [InlineData("geo-weather customers", "run", "geo-weather", "customers", "geo-weather")]
    [InlineData("lake", "run", "--mode", "lake")]
    [InlineData("warehouse", "run", "--mode=warehouse")]
    [InlineData("geo-weather customers housing spotify lake warehouse", "run")]
    [InlineData("geo-weather customers housing spotify lake warehouse", "run", "all")]
    [InlineData("geo-weather customers housing spotify lake warehouse", "run", "--mode", "all")]
    public void RunTakesThoseThatAreNamed(string names, params string[] arguments) => Assert.Equal(
        names.Split(' '), new Invocation { Files = { ["appsettings.json"] = Shipped } }.Run(arguments).Pipelines?.Select(pipeline => pipeline.Pipeline));
}
