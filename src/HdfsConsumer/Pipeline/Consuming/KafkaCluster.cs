using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>A topic as the broker describes it.</summary>
/// <param name="Id">Its id, null where the broker has none (before Kafka 2.8).</param>
/// <param name="Partitions">How many partitions it has.</param>
internal sealed record TopicDescription(string? Id, int Partitions);

/// <summary>
/// What is asked of a cluster beside its records. It has connections of its own, for on a consumer's every question waits
/// behind the fetch that is under way.
/// </summary>
internal sealed class KafkaCluster : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Confluent.Kafka's own property: how long its threads take to hear that they shall end, in ms. By default every run would last up to 0.1 s longer, and 0.05 s on average.</summary>
    private static readonly KeyValuePair<string, string> EndDelay = new("dotnet.cancellation.delay.max.ms", "10");

    private readonly IAdminClient _admin;
    private readonly IsolationLevel _isolation;

    private KafkaCluster(IAdminClient admin, string id, IsolationLevel isolation)
    {
        _admin = admin;
        Id = id;
        _isolation = isolation;
    }

    /// <summary>The cluster's id.</summary>
    public string Id { get; }

    /// <summary>Reaches a cluster.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="timeout">How long to try.</param>
    /// <param name="otherwise">What somebody who has none may do instead, in words that end the message.</param>
    /// <param name="stop">When to give up before.</param>
    /// <exception cref="StopException">Nothing answers within the time, or before it was to stop.</exception>
    public static KafkaCluster Connect(
        KafkaSettings settings, TimeSpan timeout, string otherwise = "or try --embedded, which needs no broker.", CancellationToken stop = default)
    {
        var lastError = "no answer";
        var properties = ClientProperties.For(settings);
        properties.TryAdd(EndDelay.Key, EndDelay.Value);
        try
        {
            var admin = new AdminClientBuilder(properties)
                .SetErrorHandler((_, error) => lastError = error.Code == ErrorCode.Local_AllBrokersDown ? lastError : error.Reason.Split(" (after ")[0])
                .SetLogHandler((_, _) => { })
                .Build();
            try
            {
                var cluster = Wait(admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = timeout }).WaitAsync(stop));
                var isolation = properties.GetValueOrDefault("isolation.level") == "read_uncommitted" ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted;
                return new KafkaCluster(admin, cluster.ClusterId ?? "unknown", isolation);
            }
            catch
            {
                admin.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new StopException(ExitCode.Done, $"Stopped before a Kafka broker answered at {settings.BootstrapServers}.", e);
        }
        catch (KafkaException e)
        {
            throw new StopException(
                ExitCode.Unreachable,
                $"No Kafka broker answers at {settings.BootstrapServers} within {timeout.TotalSeconds:0.#} s ({lastError}). "
                + "Check the address (--bootstrap-servers), that the broker runs, and its TLS and SASL settings (Kafka:Properties); " + otherwise,
                e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new StopException(ExitCode.WrongUsage, $"Kafka:Properties are not accepted: {e.Message}", e);
        }
    }

    /// <summary>The names of all topics that may be seen; none when the cluster does not say in time.</summary>
    public IReadOnlyList<string> TopicNames()
    {
        try
        {
            return [.. _admin.GetMetadata(RequestTimeout).Topics.Select(topic => topic.Topic)];
        }
        catch (KafkaException)
        {
            return [];
        }
    }

    /// <summary>Describes topics; those that do not exist are left out. Asking creates none.</summary>
    public IReadOnlyDictionary<string, TopicDescription> Describe(IEnumerable<string> topics) => Descriptions(TopicCollection.OfTopicNames(topics))
        .Where(topic => !topic.Error.IsError)
        .ToDictionary(topic => topic.Name, topic => new TopicDescription(IdOf(topic.TopicId), topic.Partitions.Count));

    /// <summary>Creates a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">How many partitions it gets.</param>
    /// <param name="replicationFactor">How many brokers hold each of them.</param>
    /// <exception cref="KafkaException">The cluster does not create it; its code says why.</exception>
    public void Create(string topic, int partitions, short replicationFactor)
    {
        var specification = new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = replicationFactor };
        try
        {
            _admin.CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = RequestTimeout }).GetAwaiter().GetResult();
        }
        catch (CreateTopicsException e)
        {
            throw new KafkaException(e.Results[0].Error, e);
        }
    }

    /// <summary>Asks for a topic as a producer does, which makes clusters that allow it create the topic.</summary>
    public void CreateByAsking(string topic) => _admin.GetMetadata(topic, RequestTimeout);

    /// <summary>The offsets of the first record kept, and of the next to be written (as far as they may be read), of partitions.</summary>
    public IReadOnlyDictionary<TopicPartition, WatermarkOffsets> Offsets(IReadOnlyCollection<TopicPartition> partitions)
    {
        var low = Offsets(partitions, OffsetSpec.Earliest());
        var high = Offsets(partitions, OffsetSpec.Latest());
        return partitions.ToDictionary(partition => partition, partition => new WatermarkOffsets(low[partition], high[partition]));
    }

    /// <summary>Whether a broker answers now.</summary>
    public bool Answers()
    {
        try
        {
            Wait(_admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = TimeSpan.FromSeconds(2) }));
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _admin.Dispose();

    private List<Confluent.Kafka.Admin.TopicDescription> Descriptions(TopicCollection topics)
    {
        try
        {
            return Wait(_admin.DescribeTopicsAsync(topics, new DescribeTopicsOptions { RequestTimeout = RequestTimeout })).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
    }

    private Dictionary<TopicPartition, Offset> Offsets(IEnumerable<TopicPartition> partitions, OffsetSpec spec)
    {
        var specs = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec });
        var result = Wait(_admin.ListOffsetsAsync(specs, new ListOffsetsOptions { RequestTimeout = RequestTimeout, IsolationLevel = _isolation }));
        return result.ResultInfos.ToDictionary(info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset);
    }

    private static string? IdOf(Uuid? id) =>
        id is null || (id.MostSignificantBits == 0 && id.LeastSignificantBits == 0) ? null : id.ToString();

    // The answers come on the client's own thread, so waiting for them blocks nothing that they need.
    private static T Wait<T>(Task<T> answer) => answer.GetAwaiter().GetResult();
}
