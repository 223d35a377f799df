using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration.Pipelines;

public sealed class WhenAPipelinesSettingIsGivenInSeveralPlaces : IDisposable
{
    private readonly Load _load = new Load().AppSettings(
        """
        {
          "Landing": { "Topics": ["weather"], "BasePath": "./weather", "BatchSize": 4, "FlushInterval": "4s" },
          "Kafka": { "GroupId": "file" },
          "Pipelines": {
            "customers": { "Topics": ["customers-raw"], "Batch": { "Size": 5 }, "Parse": { "Columns": { "Id": "int" }, "Required": "Id" } },
            "orders": { "Topics": "orders,returns" }
          }
        }
        """);

    public void Dispose() => _load.Dispose();

    [Fact]
    public void TheCommandLineWinsOverAll() =>
        Assert.Equal(1, Customers(_load.Typed(SettingTable.BatchSize, "1").Variable("Pipelines__customers__Batch__Size", "2")).BatchRecordsMax);

    [Fact]
    public void ThePipelinesVariableWinsOverTheGeneralOneAndTheFile() =>
        Assert.Equal(2, Customers(_load.Variable("HDFS_BATCH_SIZE", "3").Variable("PIPELINES__CUSTOMERS__BATCH__SIZE", "2")).BatchRecordsMax);

    [Fact]
    public void TheEnvironmentWinsOverThePipelinesEntryInTheFile() =>
        Assert.Equal(3, Customers(_load.Variable("Landing__BatchSize", "3")).BatchRecordsMax);

    [Fact]
    public void ThePipelinesEntryWinsOverWhatTheFileSaysForAll()
    {
        Assert.Equal(5, Customers(_load).BatchRecordsMax);
        Assert.Equal(4, _load.Pipelines("orders")[0].BatchRecordsMax);
        Assert.Equal(TimeSpan.FromSeconds(4), Customers(_load).FlushInterval);
    }

    [Fact]
    public void TopicsGroupAndFolderOfTheRootActionAreGeoWeathersOnly()
    {
        _load.Variable("HDFS_BASE_PATH", "./variable").Variable("KAFKA_GROUP_ID", "variable");
        var (weather, customers) = (_load.Pipelines("geo-weather")[0], Customers(_load));

        Assert.Equal(("weather", "./variable", "variable"), (weather.Topics.Single(), weather.BasePath, weather.Kafka.GroupId));
        Assert.Equal(("customers-raw", "./customers", "customers"), (customers.Topics.Single(), customers.BasePath, customers.Kafka.GroupId));
    }

    [Fact]
    public void AVariableMayGiveAPipelineThatTheFileHasNot() =>
        Assert.Equal(["a", "b"], _load.Variable("Pipelines__new__Topics__0", "a").Variable("Pipelines__new__Topics__1", "b").Pipelines("new")[0].Topics);

    [Fact]
    public void AVariableMayChangeARule() => Assert.Equal(
        ["otherwise to all"],
        _load.Variable("Pipelines__orders__Routes__0__Otherwise", "true").Variable("Pipelines__orders__Routes__0__To", "all").Pipelines("orders")[0].Routes.Select(route => route.ToString()));

    [Fact]
    public void TheRootActionsPipelineIsTheSameInAnySpelling() =>
        Assert.Equal(("geo-weather", "./weather", 7), Summary(_load.Variable("PIPELINES__GEO-WEATHER__BATCH__SIZE", "7").Pipelines("Geo-Weather")[0]));

    [Fact]
    public void AListMayBeOneText()
    {
        Assert.Equal(["orders", "returns"], _load.Pipelines("orders")[0].Topics);
        Assert.True(Customers(_load).Parse.Columns[0].IsRequired);
    }

    [Fact]
    public void WithoutRulesRecordsGoToTheFolderOfTheirTopic() =>
        Assert.Equal(["otherwise to {topic}"], _load.Pipelines("orders")[0].Routes.Select(route => route.ToString()));

    [Fact]
    public void GeoWeatherIsOneOfAllOnlyWhereSomethingIsSaidOfIt()
    {
        Assert.Equal(["customers", "orders", "geo-weather"], _load.Pipelines().Select(pipeline => pipeline.Pipeline));
        Assert.Equal(["mine"], _load.AppSettings("""{ "Pipelines": { "mine": { "Topics": ["a"] } } }""").Pipelines().Select(pipeline => pipeline.Pipeline));
    }

    private static LandingSettings Customers(Load load) => load.Pipelines("customers")[0];

    private static (string Pipeline, string BasePath, int BatchRecords) Summary(LandingSettings settings) => (settings.Pipeline, settings.BasePath, settings.BatchRecordsMax);
}
