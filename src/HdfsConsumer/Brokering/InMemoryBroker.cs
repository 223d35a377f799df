using System.Runtime.InteropServices;
using System.Text;

namespace HdfsConsumer.Brokering;

/// <summary>
/// A Kafka broker within this process, for trying things out where no Kafka is at hand: it speaks the protocol over TCP on
/// 127.0.0.1, to this program and to any other client on the machine. It is the mock cluster that librdkafka carries for its own
/// tests.
/// </summary>
/// <remarks>
/// What it is not: a place to keep records. Everything is in memory and gone when it stops, and the cluster that is started
/// next has another id. A partition holds at most 5 MiB (as sent, so compressed) or 100,000 message sets; the oldest go
/// first. Topics that a client asks for and that are not there are created with 4 partitions. There is no security, no
/// replication, and no administration (topics cannot be created, altered or deleted by clients).
/// </remarks>
internal sealed class InMemoryBroker : IDisposable
{
    private const int Brokers = 1;
    private const int FirstBrokerId = 1;
    private const int ReplicationFactor = 1;

    // Long enough for instances that are started together to meet in the first generation of their group; a later one
    // takes as long as their session timeout.
    private const int GroupInitialRebalanceDelayMs = 100;

    private const int ErrorBytesMax = 512;

    private readonly nint _client;
    private nint _cluster;

    private InMemoryBroker(nint client, nint cluster)
    {
        _client = client;
        _cluster = cluster;
        Address = Marshal.PtrToStringUTF8(LibrdkafkaMock.Bootstraps(cluster))!;
    }

    /// <summary>Where it listens: <c>127.0.0.1:PORT</c>, the port a free one.</summary>
    public string Address { get; }

    /// <summary>Starts a broker with these topics.</summary>
    /// <exception cref="StopException">It cannot listen on 127.0.0.1, or not create a topic.</exception>
    /// <exception cref="DllNotFoundException">librdkafka is neither beside the program nor where its package brings it.</exception>
    public static InMemoryBroker Start(IReadOnlyList<TopicSpec> topics)
    {
        var client = NewClient();
        var cluster = LibrdkafkaMock.NewCluster(client, Brokers);
        if (cluster == 0)
        {
            LibrdkafkaMock.DestroyClient(client);
            throw new StopException(ExitCode.Unreachable, "The in-memory broker cannot listen on 127.0.0.1.");
        }

        var broker = new InMemoryBroker(client, cluster);
        try
        {
            // Without a controller nothing tells the cluster's id.
            LibrdkafkaMock.SetController(cluster, FirstBrokerId);
            LibrdkafkaMock.SetGroupInitialRebalanceDelay(cluster, GroupInitialRebalanceDelayMs);
            foreach (var topic in topics)
            {
                broker.Create(topic);
            }
        }
        catch
        {
            broker.Dispose();
            throw;
        }

        return broker;
    }

    /// <summary>Stops; what it held is gone. Clients are best stopped first: they would look for it in vain.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _cluster, 0) is var cluster and not 0)
        {
            LibrdkafkaMock.DestroyCluster(cluster);
            LibrdkafkaMock.DestroyClient(_client);
        }
    }

    private static nint NewClient()
    {
        var configuration = LibrdkafkaMock.NewConfiguration();
        LibrdkafkaMock.SetLogCallback(configuration, 0);
        Span<byte> error = stackalloc byte[ErrorBytesMax];
        var client = LibrdkafkaMock.NewClient(LibrdkafkaMock.ProducerType, configuration, error, ErrorBytesMax);
        return client != 0
            ? client
            : throw new StopException(ExitCode.Unreachable, $"The in-memory broker cannot start: {Encoding.UTF8.GetString(error[..error.IndexOf((byte)0)])}");
    }

    private void Create(TopicSpec topic)
    {
        var error = LibrdkafkaMock.CreateTopic(_cluster, topic.Name, topic.Partitions, ReplicationFactor);
        if (error != LibrdkafkaMock.NoError)
        {
            throw new StopException(ExitCode.WrongUsage, $"The in-memory broker cannot create topic {topic.Name} with {topic.Partitions} partitions: error {error} of Kafka.");
        }
    }
}
