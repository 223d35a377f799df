using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using HdfsConsumer.Brokering;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>Kinds of requests, by the number they have in Kafka's protocol.</summary>
internal enum KafkaRequest : short
{
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    OffsetFetch = 9,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    SyncGroup = 14,
}

/// <summary>
/// A broker within the test, which goes wrong when it is told to. The record numbered N is weather, and lies in partition N modulo
/// <see cref="Partitions"/>; where the numbers begin at 0 and leave none out, its offset is N divided by that.
/// </summary>
internal sealed class FaultyBroker : IDisposable
{
    /// <summary>The partitions of every topic: no multiple of the cities' number, so that each city gets records of each partition.</summary>
    public const int Partitions = 15;

    private const int BrokerId = 1;
    private const int ErrorBytesMax = 512;
    private const string Padding = ",\"station\":\"on the roof of the town hall, facing north\"}";

    private readonly nint _client;
    private readonly nint _cluster;

    public FaultyBroker()
    {
        var configuration = LibrdkafkaMock.NewConfiguration();
        LibrdkafkaMock.SetLogCallback(configuration, 0);
        var error = new byte[ErrorBytesMax];
        _client = LibrdkafkaMock.NewClient(LibrdkafkaMock.ProducerType, configuration, error, ErrorBytesMax);
        Assert.True(_client != 0, Encoding.UTF8.GetString(error));
        _cluster = LibrdkafkaMock.NewCluster(_client, brokers: 1);
        LibrdkafkaMock.SetController(_cluster, BrokerId);
        LibrdkafkaMock.SetGroupInitialRebalanceDelay(_cluster, 100);
        Address = Marshal.PtrToStringUTF8(LibrdkafkaMock.Bootstraps(_cluster))!;
    }

    public string Address { get; }

    /// <summary>A new topic.</summary>
    public string NewTopic()
    {
        var topic = $"torture-{Guid.NewGuid():N}";
        CreateTopic(topic);
        return topic;
    }

    /// <summary>Creates a topic, which is a new one also when one of that name was deleted.</summary>
    public void CreateTopic(string topic, int partitions = Partitions) =>
        Assert.Equal(LibrdkafkaMock.NoError, LibrdkafkaMock.CreateTopic(_cluster, topic, partitions, replicationFactor: 1));

    /// <summary>Deletes a topic and what was committed for it.</summary>
    public void DeleteTopic(string topic) => Assert.Equal(LibrdkafkaMock.NoError, MockFaults.DeleteTopic(_cluster, topic));

    /// <summary>Publishes records.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="first">The first one's number.</param>
    /// <param name="count">How many.</param>
    /// <param name="partitions">How many partitions the topic has.</param>
    public void Publish(string topic, int first, int count, int partitions = Partitions) => Publish(topic, first, Weather(first, count), partitions);

    /// <summary>Publishes other records than weather, the first of them numbered so.</summary>
    public void Publish(string topic, int first, IEnumerable<string> values, int partitions = Partitions)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(Configuration()).SetLogHandler((_, _) => { }).Build();
        Produce(producer, topic, first, values, partitions);
    }

    /// <summary>Begins a transaction and writes records into it; the caller commits, aborts or leaves it.</summary>
    public IProducer<Null, byte[]> PublishInTransaction(string topic, int first, int count)
    {
        var configuration = Configuration();
        configuration.TransactionalId = $"transaction-{Guid.NewGuid():N}";
        var producer = new ProducerBuilder<Null, byte[]>(configuration).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        producer.BeginTransaction();
        Produce(producer, topic, first, Weather(first, count), Partitions);
        return producer;
    }

    /// <summary>What a group has committed, by partition.</summary>
    public IReadOnlyDictionary<int, long> Committed(string group, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).SetLogHandler((_, _) => { }).Build();
        var partitions = Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(topic, partition)).ToList();
        var result = admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)]).GetAwaiter().GetResult();
        return result.Single().Partitions.Where(item => !item.Offset.IsSpecial).ToDictionary(item => item.Partition.Value, item => item.Offset.Value);
    }

    /// <summary>The next requests of a kind fail.</summary>
    public void FailRequests(KafkaRequest request, ErrorCode error, int count) =>
        MockFaults.PushRequestErrors(_cluster, (short)request, (nuint)count, Enumerable.Repeat((int)error, count).ToArray());

    /// <summary>Requests fail no more.</summary>
    public void StopFailing()
    {
        foreach (var request in Enum.GetValues<KafkaRequest>())
        {
            MockFaults.ClearRequestErrors(_cluster, (short)request);
        }
    }

    /// <summary>The broker goes away; what it holds stays.</summary>
    public void TakeDown() => Assert.Equal(LibrdkafkaMock.NoError, MockFaults.SetDown(_cluster, BrokerId));

    /// <summary>The broker comes back.</summary>
    public void BringUp() => Assert.Equal(LibrdkafkaMock.NoError, MockFaults.SetUp(_cluster, BrokerId));

    /// <summary>Every answer takes so long from now on.</summary>
    public void SlowDown(TimeSpan roundTripTime) =>
        Assert.Equal(LibrdkafkaMock.NoError, MockFaults.SetRoundTripTime(_cluster, BrokerId, (int)roundTripTime.TotalMilliseconds));

    /// <summary>Retention: the records of every partition below an offset are gone.</summary>
    public void DropRecordsBefore(string topic, long offset)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(LibrdkafkaMock.NoError, MockFaults.DeleteRecords(_cluster, topic, partition, offset));
        }
    }

    public void Dispose()
    {
        LibrdkafkaMock.DestroyCluster(_cluster);
        LibrdkafkaMock.DestroyClient(_client);
    }

    private ProducerConfig Configuration() => new() { BootstrapServers = Address, LingerMs = 5, Acks = Acks.All };

    private static IEnumerable<string> Weather(int first, int count) => Broker.Weather(count, first).Select(value => value[..^1] + Padding);

    private static void Produce(IProducer<Null, byte[]> producer, string topic, int first, IEnumerable<string> values, int partitions)
    {
        var failures = 0;
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            var message = new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(value) };
            var partition = new TopicPartition(topic, (first + i) % partitions);
            while (!TryProduce(producer, partition, message, report => failures += report.Error.IsError ? 1 : 0))
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }

        producer.Flush(TimeSpan.FromSeconds(60));
        Assert.Equal(0, failures);
    }

    private static bool TryProduce(IProducer<Null, byte[]> producer, TopicPartition partition, Message<Null, byte[]> message, Action<DeliveryReport<Null, byte[]>> report)
    {
        try
        {
            producer.Produce(partition, message, report);
            return true;
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
