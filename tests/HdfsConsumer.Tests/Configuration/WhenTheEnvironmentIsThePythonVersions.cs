using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenTheEnvironmentIsThePythonVersions : IDisposable
{
    private readonly Load _load = new Load().Typed(SettingTable.Topics, "a");

    public void Dispose() => _load.Dispose();

    [Fact]
    public void EveryOneOfItsVariablesIsRead()
    {
        var settings = _load
            .Variable("KAFKA_BOOTSTRAP_SERVERS", "kafka:9093")
            .Variable("KAFKA_GROUP_ID", "group")
            .Variable("KAFKA_AUTO_OFFSET_RESET", "latest")
            .Variable("HDFS_BASE_PATH", "/srv/data")
            .Variable("HDFS_BATCH_SIZE", "50")
            .Variable("HDFS_FLUSH_INTERVAL", "10")
            .Variable("CONSUMER_TIMEOUT_MS", "250")
            .Variable("MAX_POLL_RECORDS", "20")
            .Settings();

        Assert.Equal("kafka:9093", settings.Kafka.BootstrapServers);
        Assert.Equal("group", settings.Kafka.GroupId);
        Assert.Equal(AutoOffsetReset.Latest, settings.Kafka.AutoOffsetReset);
        Assert.Equal("/srv/data", settings.BasePath);
        Assert.Equal(50, settings.BatchRecordsMax);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.FlushInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Kafka.PollTimeout);
        Assert.Equal(20, settings.Kafka.PollRecordsMax);
    }

    [Fact]
    public void ATimeoutOutOfRangeIsQuotedAsItWasGiven()
    {
        Assert.Null(_load.Variable("CONSUMER_TIMEOUT_MS", "60001").Try());
        Assert.Equal(
            "CONSUMER_TIMEOUT_MS: '60001' is not accepted; accepted: a time from 1ms to 60s, such as 30, 30s, 500ms, 5m or 1h; a bare number is ms here",
            _load.ProblemText);
    }
}
