using System.Runtime.InteropServices;

namespace HdfsConsumer.Brokering;

/// <summary>
/// The functions of librdkafka's own mock cluster (rdkafka_mock.h) that <see cref="InMemoryBroker"/> needs; Confluent.Kafka
/// binds none of them.
/// </summary>
/// <remarks>The name is resolved as Confluent.Kafka resolves its own: beside the program, or in the runtimes folder of the package
/// that brings the native library.</remarks>
internal static partial class LibrdkafkaMock
{
    /// <summary>RD_KAFKA_PRODUCER, the kind of client a cluster is best hung on: it does nothing by itself.</summary>
    public const int ProducerType = 0;

    /// <summary>RD_KAFKA_RESP_ERR_NO_ERROR.</summary>
    public const int NoError = 0;

    private const string Library = "librdkafka";

    /// <summary>A new set of client properties, owned by the caller until a client takes it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConfiguration();

    /// <summary>Sets what is called with log lines; a null <paramref name="callback"/> drops them.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void SetLogCallback(nint configuration, nint callback);

    /// <summary>A new client, 0 when there is none to be had; takes the properties over then and only then.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint NewClient(int type, nint configuration, Span<byte> error, nuint errorSize);

    /// <summary>Ends a client.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);

    /// <summary>A new cluster within a client, 0 when it cannot listen.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static partial nint NewCluster(nint client, int brokers);

    /// <summary>Ends a cluster; its client lives on.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static partial void DestroyCluster(nint cluster);

    /// <summary>The cluster's addresses, comma between them; the text belongs to the cluster.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static partial nint Bootstraps(nint cluster);

    /// <summary>How long the first member of a group waits for others.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static partial void SetGroupInitialRebalanceDelay(nint cluster, int milliseconds);

    /// <summary>Sets which broker says that it is the controller; none does before.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_set_controller_id")]
    public static partial void SetController(nint cluster, int brokerId);

    /// <summary>Creates a topic; an error number of Kafka's, <see cref="NoError"/> when all went well.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateTopic(nint cluster, string topic, int partitions, int replicationFactor);
}
