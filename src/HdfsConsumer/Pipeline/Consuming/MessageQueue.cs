using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// The messages of a consumer, taken from librdkafka many at a time and read where they lie. Confluent.Kafka takes them one at a time and
/// makes several objects of each; everything else about the consumer is its.
/// </summary>
/// <remarks>
/// Measured side by side: 1.0 microseconds of processor time a message by Confluent.Kafka, 0.3 to 0.6 here (1.7 million messages of 200 bytes in
/// lz4 from the in-memory broker, nothing done with them, on two cores; .NET 10, Confluent.Kafka 2.15.1). Its callbacks are called within
/// <see cref="TryTake"/>, but what they throw does not come out of it.
/// </remarks>
internal sealed unsafe partial class MessageQueue : IDisposable
{
    private const int TakenTogether = 500;

    /// <summary>Twice as many: some may come while those that were taken together wait.</summary>
    private const int Room = 2 * TakenTogether;

    /// <summary>What librdkafka says where a partition has no more messages: <c>RD_KAFKA_RESP_ERR__PARTITION_EOF</c>.</summary>
    private const int PartitionEnd = -191;

    private readonly nint _queue;
    private readonly Message** _messages = (Message**)NativeMemory.AllocZeroed(Room, (nuint)sizeof(Message*));
    private byte[] _topicBytes = [];
    private string _topic = "";

    /// <summary>What <see cref="_topic"/> is the name of; it lives as long as the messages that were fetched together.</summary>
    private nint _topicHandle;
    private int _released;
    private int _next;
    private int _end;

    /// <summary>Opens the queue of a consumer, which has to outlive it.</summary>
    public MessageQueue(Handle consumer) => _queue = QueueOf(((SafeHandle)HandleOf(consumer)).DangerousGetHandle());

    /// <summary>Whether none is fetched that was not taken.</summary>
    public bool IsEmpty => _next == _end;

    /// <summary>The partitions of the messages that are fetched and not taken.</summary>
    public IReadOnlyCollection<TopicPartition> Partitions
    {
        get
        {
            var partitions = new HashSet<TopicPartition>();
            for (var i = _next; i < _end; i++)
            {
                partitions.Add(PartitionOf(_messages[i]));
            }

            return partitions;
        }
    }

    /// <summary>Fetches what is there, or waits for the first that comes. Calls callbacks that are due. For when it is empty.</summary>
    /// <param name="wait">How long to wait at most.</param>
    public void Fetch(TimeSpan wait)
    {
        ReleaseTaken();
        (_released, _next, _end) = (0, 0, 0);
        _topicHandle = 0;

        // Asked for many, it waits until it has so many or the time is over, so that it may not be given any.
        _end = (int)TakeMany(_queue, 0, _messages, TakenTogether);
        if (IsEmpty && wait > TimeSpan.Zero)
        {
            _end = (int)TakeMany(_queue, Milliseconds(wait), _messages, 1);
        }
    }

    /// <summary>Waits and calls callbacks that are due, while nothing is to be taken. A message that comes nevertheless is kept behind the others.</summary>
    /// <param name="wait">How long to wait at most.</param>
    /// <returns>False when there is no room for it: drop some, or no callback is called any more.</returns>
    public bool TryWait(TimeSpan wait)
    {
        ReleaseTaken();
        _topicHandle = 0;
        var fetched = new Span<nint>(_messages, Room)[_next.._end];
        fetched.CopyTo(new Span<nint>(_messages, Room));
        (_released, _next, _end) = (0, 0, fetched.Length);
        if (_end == Room)
        {
            return false;
        }

        _end += (int)TakeMany(_queue, Milliseconds(wait), _messages + _end, 1);
        return true;
    }

    /// <summary>Takes the next message that was fetched; false when there is none.</summary>
    /// <param name="message">The message, valid until more are fetched, waited for, or dropped.</param>
    public bool TryTake(out TakenMessage message)
    {
        message = default;
        if (IsEmpty)
        {
            return false;
        }

        var taken = _messages[_next++];
        message = new TakenMessage
        {
            Topic = TopicOf(taken->Topic),
            Partition = taken->Partition,
            Offset = taken->Offset,
            TimestampMs = taken->Error == 0 ? TimestampOf(taken, out _) : 0,
            Value = new ReadOnlySpan<byte>((void*)taken->Payload, (int)taken->PayloadBytes),
            IsTombstone = taken->Payload == 0,
            Key = new ReadOnlySpan<byte>((void*)taken->Key, (int)taken->KeyBytes),
            IsPartitionEnd = taken->Error == PartitionEnd,
            Error = taken->Error is 0 or PartitionEnd ? null : ErrorOf(taken),
        };
        return true;
    }

    /// <summary>Drops the messages of partitions that were fetched and not taken: they are to be read again from somewhere else. False when there was none.</summary>
    public bool Drop(IReadOnlyCollection<TopicPartition> partitions)
    {
        ReleaseTaken();
        var end = _next;
        for (var i = _next; i < _end; i++)
        {
            if (partitions.Contains(PartitionOf(_messages[i])))
            {
                Destroy(_messages[i]);
            }
            else
            {
                _messages[end++] = _messages[i];
            }
        }

        var hasDropped = end < _end;
        _end = end;
        return hasDropped;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseTaken();
        for (; _next < _end; _next++)
        {
            Destroy(_messages[_next]);
        }

        DestroyQueue(_queue);
        NativeMemory.Free(_messages);
    }

    private static int Milliseconds(TimeSpan wait) => (int)Math.Min(int.MaxValue, Math.Ceiling(wait.TotalMilliseconds));

    private static Error ErrorOf(Message* message)
    {
        var code = (ErrorCode)message->Error;
        var reason = Encoding.UTF8.GetString(new ReadOnlySpan<byte>((void*)message->Payload, (int)message->PayloadBytes));
        return new Error(code, reason.Length > 0 ? reason : code.GetReason(), isFatal: code == ErrorCode.Local_Fatal);
    }

    private TopicPartition PartitionOf(Message* message) => new(TopicOf(message->Topic), message->Partition);

    /// <summary>
    /// Gives back what was taken. Not one by one as they are taken: then each contends for the lock of the memory with the thread that fetches, which was
    /// measured to take 1.22 microseconds of processor time a record in place of 1.08, of the whole program at batches of 10,000, and 1.39 in place of
    /// 1.16 at 1,000 (medians of five alternating runs of 1.4 million records).
    /// </summary>
    private void ReleaseTaken()
    {
        for (; _released < _next; _released++)
        {
            Destroy(_messages[_released]);
        }
    }

    private string TopicOf(nint topic)
    {
        if (topic == 0)
        {
            return "";
        }

        if (topic == _topicHandle)
        {
            return _topic;
        }

        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(NameOf(topic));
        if (!name.SequenceEqual(_topicBytes))
        {
            (_topicBytes, _topic) = (name.ToArray(), Encoding.UTF8.GetString(name));
        }

        _topicHandle = topic;
        return _topic;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object HandleOf(Handle consumer);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_queue_get_consumer")]
    private static partial nint QueueOf(nint consumer);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_queue_destroy")]
    private static partial void DestroyQueue(nint queue);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_consume_batch_queue")]
    private static partial nint TakeMany(nint queue, int timeoutMs, Message** messages, nuint most);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    private static partial long TimestampOf(Message* message, out int kind);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_destroy")]
    private static partial void Destroy(Message* message);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_topic_name")]
    [SuppressGCTransition]
    private static partial byte* NameOf(nint topic);

    /// <summary><c>rd_kafka_message_t</c> of rdkafka.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public nint Payload;
        public nint PayloadBytes;
        public nint Key;
        public nint KeyBytes;
        public long Offset;
    }
}

/// <summary>A message, the end of a partition, or an error, as librdkafka gives it.</summary>
internal readonly ref struct TakenMessage
{
    /// <summary>The topic; empty for an error that has none.</summary>
    public required string Topic { get; init; }

    /// <summary>Kafka's partition number.</summary>
    public required int Partition { get; init; }

    /// <summary>Kafka's offset.</summary>
    public required long Offset { get; init; }

    /// <summary>Kafka's timestamp, milliseconds since 1970 UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The value's bytes; empty when it is null.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether the value is null.</summary>
    public required bool IsTombstone { get; init; }

    /// <summary>The key's bytes; empty when there is none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether it is none: the partition has no more messages for now.</summary>
    public required bool IsPartitionEnd { get; init; }

    /// <summary>What is wrong, where it is no message but an error; else null.</summary>
    public required Error? Error { get; init; }
}
