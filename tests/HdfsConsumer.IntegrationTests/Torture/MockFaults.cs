using System.Runtime.InteropServices;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>The functions of librdkafka's mock cluster (rdkafka_mock.h) that make it fail.</summary>
internal static partial class MockFaults
{
    private const string Library = "librdkafka";

    /// <summary>The next requests of a kind, as many as there are errors, are answered with them.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static partial void PushRequestErrors(nint cluster, short api, nuint count, ReadOnlySpan<int> errors);

    /// <summary>Drops the errors that were pushed and not met yet.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_clear_request_errors")]
    public static partial void ClearRequestErrors(nint cluster, short api);

    /// <summary>Closes a broker's connections and accepts no more.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static partial int SetDown(nint cluster, int brokerId);

    /// <summary>Accepts connections again.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static partial int SetUp(nint cluster, int brokerId);

    /// <summary>Delays every answer of a broker.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    public static partial int SetRoundTripTime(nint cluster, int brokerId, int milliseconds);

    /// <summary>Deletes a topic.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_delete", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeleteTopic(nint cluster, string topic);

    /// <summary>Removes the oldest records of a partition.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeleteRecords(nint cluster, string topic, int partition, long beforeOffset);
}
