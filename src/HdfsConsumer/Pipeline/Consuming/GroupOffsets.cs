using System.Diagnostics;
using Confluent.Kafka;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>What Kafka knows of a partition and a group.</summary>
/// <param name="Committed">What the group has committed, null when nothing.</param>
/// <param name="Low">The first offset that is kept.</param>
/// <param name="End">The offset that the next record will get.</param>
internal sealed record GroupOffset(long? Committed, long Low, long End);

/// <summary>Reads and resets what a consumer group has committed, without joining it.</summary>
internal static class GroupOffsets
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads it, of every partition of the topics that exist.</summary>
    public static IReadOnlyDictionary<(string Topic, int Partition), GroupOffset> Read(KafkaSettings settings, KafkaCluster cluster, IReadOnlyCollection<string> topics)
    {
        var partitions = PartitionsOf(cluster, topics);
        if (partitions.Count == 0)
        {
            return new Dictionary<(string, int), GroupOffset>();
        }

        using var consumer = Consumer(settings);
        var offsets = cluster.Offsets(partitions);
        return consumer.Committed(partitions, Timeout).ToDictionary(
            item => (item.Topic, item.Partition.Value),
            item => new GroupOffset(item.Offset.IsSpecial ? null : item.Offset.Value, offsets[item.TopicPartition].Low, offsets[item.TopicPartition].High));
    }

    /// <summary>Makes sure that nobody is at work in the group: commits what is committed.</summary>
    /// <exception cref="StopException">The group has members.</exception>
    public static void RequireIdle(KafkaSettings settings, KafkaCluster cluster, IReadOnlyCollection<string> topics) =>
        Commit(settings, cluster, topics, known => known.Committed!.Value);

    /// <summary>Sets what the group has committed to where a group that never read would begin.</summary>
    /// <exception cref="StopException">The group has members.</exception>
    public static void Reset(KafkaSettings settings, KafkaCluster cluster, IReadOnlyCollection<string> topics) =>
        Commit(settings, cluster, topics, known => settings.AutoOffsetReset == Configuration.AutoOffsetReset.Latest ? known.End : known.Low);

    private static void Commit(KafkaSettings settings, KafkaCluster cluster, IReadOnlyCollection<string> topics, Func<GroupOffset, long> offset)
    {
        var offsets = Read(settings, cluster, topics)
            .Where(known => known.Value.Committed is not null)
            .Select(known => new TopicPartitionOffset(known.Key.Topic, known.Key.Partition, offset(known.Value)))
            .ToList();
        if (offsets.Count == 0)
        {
            return;
        }

        // Only a group that has no members lets one in that gets every partition.
        var assigned = new HashSet<TopicPartition>();
        var properties = ClientProperties.ForConsumer(settings, cluster.Id);
        properties["auto.offset.reset"] = "latest";
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(properties)
            .SetPartitionsAssignedHandler((_, partitions) => assigned.UnionWith(partitions))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        consumer.Subscribe(topics);
        var began = Stopwatch.GetTimestamp();
        while (!assigned.IsSupersetOf(offsets.Select(item => item.TopicPartition)) && Stopwatch.GetElapsedTime(began) < Timeout)
        {
            consumer.Consume(RetryDelay);
        }

        try
        {
            if (!assigned.IsSupersetOf(offsets.Select(item => item.TopicPartition)))
            {
                throw new StopException(
                    ExitCode.DataNeedsAttention,
                    $"Group {settings.GroupId} has members: an instance is at work, here or elsewhere, or died less than its session timeout ago. Stop all of them, or wait, and try again; nothing was changed.");
            }

            consumer.Commit(offsets);
        }
        catch (KafkaException e)
        {
            throw new StopException(ExitCode.Unreachable, $"The offsets of group {settings.GroupId} could not be reset: {e.Error.Reason}", e);
        }
        finally
        {
            consumer.Close();
        }
    }

    private static List<TopicPartition> PartitionsOf(KafkaCluster cluster, IReadOnlyCollection<string> topics) => topics.Count == 0
        ? []
        :
        [
            .. from topic in cluster.Describe(topics)
               from partition in Enumerable.Range(0, topic.Value.Partitions)
               select new TopicPartition(topic.Key, partition),
        ];

    private static IConsumer<Ignore, Ignore> Consumer(KafkaSettings settings)
    {
        var properties = new Dictionary<string, string>(ClientProperties.For(settings)) { ["group.id"] = settings.GroupId, ["enable.auto.commit"] = "false" };
        return new ConsumerBuilder<Ignore, Ignore>(properties).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }
}
