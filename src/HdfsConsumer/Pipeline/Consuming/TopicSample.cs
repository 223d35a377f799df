using Confluent.Kafka;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Reads some of the records of a topic, as a member of no group: nothing is committed, and nobody is disturbed.</summary>
internal static class TopicSample
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>The values of the first records that the topic still has, from every partition about as many.</summary>
    /// <param name="settings">The settings of the cluster.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="recordsMax">How many at most.</param>
    /// <param name="stop">Ends it with what there is.</param>
    /// <exception cref="StopException">There is no such topic.</exception>
    public static IReadOnlyList<byte[]> Read(KafkaSettings settings, KafkaCluster cluster, string topic, int recordsMax, CancellationToken stop)
    {
        var partitions = cluster.Describe([topic]).GetValueOrDefault(topic)?.Partitions
            ?? throw new StopException(ExitCode.DataNeedsAttention, $"There is no topic {topic} at {settings.BootstrapServers}.");
        var properties = ClientProperties.ForConsumer(settings, cluster.Id);
        properties["group.id"] = "none";
        properties["auto.offset.reset"] = "earliest";
        using var consumer = new ConsumerBuilder<Ignore, byte[]?>(properties).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));

        var share = (recordsMax + partitions - 1) / partitions;
        var left = Enumerable.Range(0, partitions).ToDictionary(partition => partition, _ => share);
        var values = new List<byte[]>();
        while (left.Count > 0 && values.Count < recordsMax && !stop.IsCancellationRequested)
        {
            var read = consumer.Consume(PollTimeout);
            if (read is null || !left.TryGetValue(read.Partition.Value, out var wanted))
            {
                continue;
            }

            if (!read.IsPartitionEOF && read.Message.Value is { } value)
            {
                values.Add(value);
            }

            left[read.Partition.Value] = wanted - 1;
            if (read.IsPartitionEOF || wanted == 1)
            {
                left.Remove(read.Partition.Value);
            }
        }

        return values;
    }
}
