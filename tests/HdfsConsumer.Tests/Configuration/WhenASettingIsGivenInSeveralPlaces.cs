using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenASettingIsGivenInSeveralPlaces : IDisposable
{
    private readonly Load _load = new Load()
        .Typed(SettingTable.Topics, "a")
        .AppSettings("""{ "Landing": { "BatchSize": 4, "FlushInterval": "4s" }, "Kafka": { "GroupId": "file" } }""");

    public void Dispose() => _load.Dispose();

    [Fact]
    public void TheCommandLineWinsOverAll() =>
        Assert.Equal(1, _load
            .Typed(SettingTable.BatchSize, "1").Variable("HDFS_BATCH_SIZE", "2").Variable("Landing__BatchSize", "3")
            .Settings().BatchRecordsMax);

    [Fact]
    public void AVariableOfItsOwnWinsOverTheSectionVariable() =>
        Assert.Equal(2, _load.Variable("Landing__BatchSize", "3").Variable("HDFS_BATCH_SIZE", "2").Settings().BatchRecordsMax);

    [Fact]
    public void TheEnvironmentWinsOverTheFile() =>
        Assert.Equal(3, _load.Variable("LANDING__BATCHSIZE", "3").Settings().BatchRecordsMax);

    [Fact]
    public void TheFileWinsOverTheDefault()
    {
        var settings = _load.Settings();

        Assert.Equal(4, settings.BatchRecordsMax);
        Assert.Equal(TimeSpan.FromSeconds(4), settings.FlushInterval);
        Assert.Equal("file", settings.Kafka.GroupId);
    }

    [Fact]
    public void AnEmptyVariableCountsAsNotSet() =>
        Assert.Equal(4, _load.Variable("HDFS_BATCH_SIZE", "").Variable("Landing__BatchSize", "").Settings().BatchRecordsMax);

    [Fact]
    public void TopicsOfOnePlaceReplaceThoseOfAnother() =>
        Assert.Equal(["a"], _load.Variable("Landing__Topics__0", "b").Variable("Landing__Topics__1", "c").Settings().Topics);

    [Fact]
    public void ANamedFileIsReadInsteadOfAppSettings() =>
        Assert.Equal(9, _load.File("other.json", """{ "Landing": { "BatchSize": 9 } }""").Typed(SettingTable.ConfigFile, "other.json")
            .Settings().BatchRecordsMax);
}
