using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace HdfsConsumer.IntegrationTests;

/// <summary>
/// The broker that the tests run against: the one that <c>KAFKA_BOOTSTRAP_SERVERS</c> names, else the program's own
/// in-memory broker in a process of its own.
/// </summary>
public sealed class Broker : IDisposable
{
    private const int MessageBytesMax = 10_000_000;

    private readonly BuiltProgram? _program;

    public Broker()
    {
        var address = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS");
        if (string.IsNullOrEmpty(address))
        {
            _program = BuiltProgram.Start(Path.GetTempPath(), "broker", "--topics", "unused:1", "--stop-after", "30m");
            address = _program.FirstLine();
        }

        Address = address;
    }

    public string Address { get; }

    /// <summary>Whether records are dropped beyond 5 MiB a partition, as only the in-memory broker does.</summary>
    public bool IsInMemory => _program is not null;

    /// <summary>A new topic with four partitions.</summary>
    public string NewTopic()
    {
        var topic = $"test-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).SetLogHandler((_, _) => { }).Build();
        if (IsInMemory)
        {
            // It creates topics that are asked for, with four partitions.
            admin.GetMetadata(topic, TimeSpan.FromSeconds(10));
        }
        else
        {
            admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 4, ReplicationFactor = 1 }]).GetAwaiter().GetResult();
        }

        return topic;
    }

    /// <summary>Publishes records, spread over the partitions.</summary>
    public void Publish(string topic, IEnumerable<string> values) => Publish(topic, values.Select(value => Encoding.UTF8.GetBytes(value)));

    /// <summary>Publishes records, spread over the partitions; null is a tombstone.</summary>
    public void Publish(string topic, IEnumerable<byte[]?> values)
    {
        using var producer = new ProducerBuilder<Null, byte[]?>(new ProducerConfig { BootstrapServers = Address, LingerMs = 5, Acks = Acks.All })
            .SetLogHandler((_, _) => { })
            .Build();
        var failures = 0;
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            producer.Produce(new TopicPartition(topic, i % 4), new Message<Null, byte[]?> { Value = value }, report => failures += report.Error.IsError ? 1 : 0);
        }

        producer.Flush(TimeSpan.FromSeconds(60));
        Assert.Equal(0, failures);
    }

    /// <summary>Publishes records to the partitions that they name.</summary>
    internal void Publish(string topic, IEnumerable<Services.KeyedRecord> records)
    {
        using var producer = new ProducerBuilder<string, byte[]?>(new ProducerConfig { BootstrapServers = Address, LingerMs = 5, Acks = Acks.All, EnableIdempotence = true, MessageMaxBytes = MessageBytesMax })
            .SetLogHandler((_, _) => { })
            .Build();
        var failures = 0;
        foreach (var record in records)
        {
            var message = new Message<string, byte[]?>
            {
                Key = record.Key, Value = record.Value is null ? null : Encoding.UTF8.GetBytes(record.Value), Timestamp = new Timestamp(record.TimestampMs, TimestampType.CreateTime),
            };
            producer.Produce(new TopicPartition(topic, record.Partition), message, report => failures += report.Error.IsError ? 1 : 0);
        }

        producer.Flush(TimeSpan.FromSeconds(60));
        Assert.Equal(0, failures);
    }

    /// <summary>Sets what the group has committed, as an operator does who resets a group.</summary>
    public void ResetGroup(string group, string topic, long offset)
    {
        var joined = false;

        // The in-memory broker loses a member whose session is shorter than that of the one before it.
        var configuration = new ConsumerConfig { BootstrapServers = Address, GroupId = group, EnableAutoCommit = false, SessionTimeoutMs = IsInMemory ? 3000 : 6000, PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(configuration)
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, _) => joined = true)
            .Build();
        consumer.Subscribe(topic);
        while (!joined)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(100));
        }

        consumer.Commit(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(topic, partition, offset)));
        consumer.Close();
    }

    public void Dispose()
    {
        _program?.Terminate();
        _program?.Dispose();
    }

    /// <summary>Weather records with a running number, in four cities.</summary>
    public static IEnumerable<string> Weather(int count, int first = 0) => Enumerable.Range(first, count).Select(number => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"number":{{number}},"country":"{{Places[number % 4].Country}}","city":"{{Places[number % 4].City}}","temperature":{{number % 40}}.5}"""));

    /// <summary>Where those records belong.</summary>
    public static string FolderOf(int number) => Places[number % 4].Folder;

    private static readonly (string Country, string City, string Folder)[] Places =
        [("France", "Paris", "FR/Paris"), ("USA", "New York", "US/New-York"), ("Brazil", "São Paulo", "BR/São-Paulo"), ("Japan", "東京", "JP/東京")];
}
