using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenTheBrokerIsEmbedded : IDisposable
{
    private readonly Load _load = new();

    public void Dispose() => _load.Dispose();

    [Fact]
    public void NothingElseIsNeeded()
    {
        var settings = _load.Typed(SettingTable.Embedded, "true").Settings();

        Assert.Equal(["geo_weather_stream"], settings.Topics);
        Assert.Equal("./hdfs-data", settings.BasePath);
        Assert.Equal(new EmbeddedSettings { Records = 10_000, RecordsPerSecond = null }, settings.Embedded);
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100/s", 100)]
    [InlineData("0.5 /s", 0.5)]
    public void ARateIsRecordsASecond(string text, double rate) =>
        Assert.Equal(rate, _load.Typed(SettingTable.Embedded, "true").Typed(SettingTable.EmbeddedRate, text).Settings().Embedded?.RecordsPerSecond);

    [Theory]
    [InlineData("0")]
    [InlineData("/s")]
    [InlineData("100/m")]
    [InlineData("1,000")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1000001")]
    public void ARateOfAnotherFormIsRefused(string text) =>
        Assert.Null(_load.Typed(SettingTable.Embedded, "true").Typed(SettingTable.EmbeddedRate, text).Try());

    [Fact]
    public void AnotherBrokerOnTheCommandLineIsAContradiction()
    {
        Assert.Null(_load.Typed(SettingTable.Embedded, "true").Typed(SettingTable.BootstrapServers, "h:1").Try());
        Assert.StartsWith("--bootstrap-servers: does not go with --embedded", _load.ProblemText, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherBrokerInTheEnvironmentIsNot() =>
        _load.Typed(SettingTable.Embedded, "true").Variable("KAFKA_BOOTSTRAP_SERVERS", "h:1").Settings();

    [Fact]
    public void ItsOptionsDoNotGoWithoutIt()
    {
        Assert.Null(_load.Typed(SettingTable.Topics, "a").Typed(SettingTable.EmbeddedRate, "5").Try());
        Assert.Equal("--embedded-rate: goes only with --embedded", _load.ProblemText);
    }
}
