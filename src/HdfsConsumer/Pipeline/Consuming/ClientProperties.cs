using HdfsConsumer.Configuration;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>librdkafka's properties as this program sets them; those of the settings go over the ones that may be chosen.</summary>
internal static class ClientProperties
{
    /// <summary>How librdkafka's mock cluster begins its id.</summary>
    private const string InMemoryBrokerPrefix = "mockCluster";

    /// <summary>Whether a cluster is a broker in memory, which nothing is left of when it stops.</summary>
    public static bool IsInMemoryBroker(string clusterId) => clusterId.StartsWith(InMemoryBrokerPrefix, StringComparison.Ordinal);

    /// <summary>For any client: where the cluster is, and how to get in.</summary>
    public static Dictionary<string, string> For(KafkaSettings settings)
    {
        var properties = new Dictionary<string, string>(settings.Properties.Where(property => !IsConsumerOnly(property.Key)))
        {
            ["bootstrap.servers"] = settings.BootstrapServers,
        };
        properties.TryAdd("client.id", "hdfs-consumer");
        return properties;
    }

    /// <summary>For the consumer: offsets are committed only when a checkpoint has stored them, and never reset behind our back.</summary>
    /// <param name="settings">What the operator set.</param>
    /// <param name="clusterId">The cluster that is read from.</param>
    public static Dictionary<string, string> ForConsumer(KafkaSettings settings, string clusterId)
    {
        var properties = new Dictionary<string, string>
        {
            // Memory: what is fetched ahead is bounded in bytes.
            ["queued.max.messages.kbytes"] = "2048",
            ["fetch.message.max.bytes"] = "1048576",

            // How soon fetching goes on when that bound was reached; the client's own second would leave us waiting.
            ["fetch.queue.backoff.ms"] = "2",

            // New connections are made half of this apart. The group is joined over the second one, which by default would come 50 ms later.
            ["reconnect.backoff.ms"] = "20",

            // An end of partition is told when a fetch comes back empty.
            ["fetch.wait.max.ms"] = "100",

            // Topics and partitions that appear later are found within this time.
            ["topic.metadata.refresh.interval.ms"] = "5000",
            ["isolation.level"] = "read_committed",
        };
        if (IsInMemoryBroker(clusterId))
        {
            // It lets a group form again only when the session timeout of those who left is over.
            properties["session.timeout.ms"] = "3000";
            properties["heartbeat.interval.ms"] = "500";
        }

        foreach (var (name, value) in settings.Properties)
        {
            properties[name] = value;
        }

        foreach (var (name, value) in For(settings))
        {
            properties[name] = value;
        }

        properties["debug"] = properties.TryGetValue("debug", out var contexts) ? $"{contexts},{TopicIdWatch.DebugContext}" : TopicIdWatch.DebugContext;
        properties["group.id"] = settings.GroupId;
        properties["enable.auto.commit"] = "true";
        properties["auto.commit.interval.ms"] = "1000";
        properties["enable.auto.offset.store"] = "false";
        properties["auto.offset.reset"] = "error";
        properties["enable.partition.eof"] = "true";
        properties["partition.assignment.strategy"] = "cooperative-sticky";
        properties["allow.auto.create.topics"] = "false";
        return properties;
    }

    private static bool IsConsumerOnly(string property) =>
        property is "isolation.level" or "session.timeout.ms" or "heartbeat.interval.ms" or "max.poll.interval.ms" or "group.instance.id" or "check.crcs"
        || property.StartsWith("fetch.", StringComparison.Ordinal)
        || property.StartsWith("queued.", StringComparison.Ordinal);
}
