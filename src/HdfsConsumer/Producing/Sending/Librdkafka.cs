using System.Runtime.InteropServices;

namespace HdfsConsumer.Producing.Sending;

/// <summary>The functions of librdkafka that <see cref="NativeProducer"/> needs, by its header file rdkafka.h.</summary>
internal static partial class Librdkafka
{
    /// <summary><c>RD_KAFKA_PRODUCER</c>.</summary>
    public const int ProducerType = 0;

    /// <summary><c>RD_KAFKA_CONF_OK</c>.</summary>
    public const int Accepted = 0;

    /// <summary><c>RD_KAFKA_PARTITION_UA</c>: the partitioner decides.</summary>
    public const int AnyPartition = -1;

    /// <summary><c>RD_KAFKA_MSG_F_COPY</c>: the value may change when the call is over.</summary>
    public const int CopyValue = 2;

    /// <summary>A time in milliseconds that has no end.</summary>
    public const int WithoutEnd = -1;

    private const string Library = "librdkafka";

    /// <summary>New properties, to be given to <see cref="NewClient"/>.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConfiguration();

    /// <summary>Sets a property.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Set(nint configuration, string name, string value, Span<byte> error, nuint errorSize);

    /// <summary>Frees properties that no client took.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void DestroyConfiguration(nint configuration);

    /// <summary>Sets what callbacks are given.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_opaque")]
    public static partial void SetOpaque(nint configuration, nint opaque);

    /// <summary>Sets who is called for log lines; 0 for nobody.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void SetLogCallback(nint configuration, nint callback);

    /// <summary>Sets who is called for errors of the client.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_error_cb")]
    public static unsafe partial void SetErrorCallback(nint configuration, delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> callback);

    /// <summary>Sets who is called for records.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    public static unsafe partial void SetDeliveryCallback(nint configuration, delegate* unmanaged[Cdecl]<nint, NativeMessage*, nint, void> callback);

    /// <summary>A new client, which takes the configuration; 0 when the properties do not go together.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint NewClient(int type, nint configuration, Span<byte> error, nuint errorSize);

    /// <summary>Ends a client; what is on its way is dropped.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);

    /// <summary>A topic to produce to.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(nint client, string name, nint configuration);

    /// <summary>Frees a topic.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    /// <summary>Takes a record; an error to be freed, 0 when all went well.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static unsafe partial nint Produce(nint client, ProduceArgument* arguments, nuint count);

    /// <summary>Calls callbacks that are due.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(nint client, int timeoutMs);

    /// <summary>Waits until nothing is on its way any more, and calls callbacks meanwhile.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_flush")]
    public static partial int Flush(nint client, int timeoutMs);

    /// <summary>Records on their way, and callbacks that are due.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_outq_len")]
    public static partial int QueueLength(nint client);

    /// <summary>Makes a transactional client ready; an error to be freed, 0 when all went well. So do the three below.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_init_transactions")]
    public static partial nint InitTransactions(nint client, int timeoutMs);

    /// <summary>Begins a transaction.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_begin_transaction")]
    public static partial nint BeginTransaction(nint client);

    /// <summary>Commits it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_transaction")]
    public static partial nint CommitTransaction(nint client, int timeoutMs);

    /// <summary>Aborts it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_abort_transaction")]
    public static partial nint AbortTransaction(nint client, int timeoutMs);

    /// <summary>An error's number.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(nint error);

    /// <summary>An error's text, which belongs to it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_string")]
    public static partial nint ErrorText(nint error);

    /// <summary>Frees an error.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void DestroyError(nint error);
}

/// <summary>One argument of <see cref="Librdkafka.Produce"/>: <c>rd_kafka_vu_t</c>, a number that says which one, and a union.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct ProduceArgument
{
    /// <summary>Which argument it is.</summary>
    [FieldOffset(0)]
    public ProduceArgumentKind Kind;

    /// <summary>An argument that is a number.</summary>
    [FieldOffset(8)]
    public int Number;

    /// <summary>An argument that is an address: of a topic, of bytes, of a header's name.</summary>
    [FieldOffset(8)]
    public nint Address;

    /// <summary>How many bytes there are at <see cref="Address"/>.</summary>
    [FieldOffset(16)]
    public nint Bytes;

    /// <summary>A header's value.</summary>
    [FieldOffset(16)]
    public byte* HeaderValue;

    /// <summary>How many bytes there are at <see cref="HeaderValue"/>.</summary>
    [FieldOffset(24)]
    public nint HeaderBytes;
}

/// <summary><c>rd_kafka_vtype_t</c>.</summary>
internal enum ProduceArgumentKind
{
    /// <summary>The topic.</summary>
    Topic = 2,

    /// <summary>The partition.</summary>
    Partition = 3,

    /// <summary>The value.</summary>
    Value = 4,

    /// <summary>The key.</summary>
    Key = 5,

    /// <summary>What the delivery callback is given.</summary>
    Opaque = 6,

    /// <summary>How the value is taken.</summary>
    Flags = 7,

    /// <summary>A header.</summary>
    Header = 9,
}

/// <summary>A record that comes back: <c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct NativeMessage
{
    /// <summary>The number of its error, 0 for none.</summary>
    [FieldOffset(0)]
    public int Error;

    /// <summary>What <see cref="ProduceArgumentKind.Opaque"/> was.</summary>
    [FieldOffset(64)]
    public nint Opaque;
}
