using Confluent.Kafka;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>
/// Publishes sample weather to a topic, record by record in turn over its partitions and without keys: every partition gets the
/// same share, whatever the cities, and every city comes from every partition.
/// </summary>
internal static class SamplePublisher
{
    private const int Seed = 42;

    /// <summary>
    /// The in-memory broker keeps 5 MiB or 100,000 message sets of a partition. A sample record takes less than 280 bytes there,
    /// its share of the message set included, when it is not compressed at all: 15,000 stay below 4.2 million.
    /// </summary>
    private const long RecordsPerPartitionMax = 15_000;

    private const int PartitionsMin = 4;

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Long enough for several records in a message set: to find an offset, the in-memory broker goes through all the sets that it keeps, and a set for each
    /// record would soon take most of a core.
    /// </summary>
    private static readonly TimeSpan LingerAtRate = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueueFullDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>How many partitions keep so many records within what the in-memory broker holds.</summary>
    public static int PartitionsFor(long records) =>
        (int)Math.Clamp((records + RecordsPerPartitionMax - 1) / RecordsPerPartitionMax, PartitionsMin, int.MaxValue);

    /// <summary>Publishes <paramref name="count"/> records and returns when the broker has them.</summary>
    /// <exception cref="StopException">The broker did not take them.</exception>
    public static void Publish(string address, string topic, int partitions, long count)
    {
        using var records = new RecordsOnTheirWay(address, topic, partitions, Linger);
        for (var number = 0L; number < count; number++)
        {
            records.Send();
        }

        records.Finish();
    }

    /// <summary>Publishes records at a rate until told to stop.</summary>
    /// <exception cref="StopException">The broker did not take them.</exception>
    public static void PublishAtRate(string address, string topic, int partitions, double recordsPerSecond, TimeProvider clock, CancellationToken stop)
    {
        using var records = new RecordsOnTheirWay(address, topic, partitions, LingerAtRate);
        var pace = new Pace(recordsPerSecond, clock, stop);
        for (var number = 0L; !stop.IsCancellationRequested && pace.WaitFor(number); number++)
        {
            records.Send();
        }

        records.Finish();
    }

    /// <summary>What was sent and is not acknowledged yet. The producer's queue bounds it: sending waits while it is full.</summary>
    private sealed class RecordsOnTheirWay : IDisposable
    {
        private readonly string _address;
        private readonly string _topic;
        private readonly int _partitions;
        private readonly SampleWeather _weather = new(Seed);
        private readonly IProducer<Null, byte[]> _producer;
        private readonly Action<DeliveryReport<Null, byte[]>> _delivered;
        private int _partition;

        // Set by the producer's own thread.
        private volatile Error? _failure;
        private volatile Error? _trouble;

        public RecordsOnTheirWay(string address, string topic, int partitions, TimeSpan linger)
        {
            (_address, _topic, _partitions) = (address, topic, partitions);
            _delivered = Delivered;
            var properties = new ProducerConfig
            {
                BootstrapServers = address,
                EnableIdempotence = true,
                CompressionType = CompressionType.Lz4,
                LingerMs = linger.TotalMilliseconds,
                MessageTimeoutMs = (int)DeliveryTimeout.TotalMilliseconds,
                DeliveryReportFields = "none",
            };
            _producer = new ProducerBuilder<Null, byte[]>(properties)
                .SetLogHandler((_, _) => { })
                .SetErrorHandler((_, error) => _trouble = error.Code == ErrorCode.Local_AllBrokersDown ? _trouble : error)
                .Build();
        }

        public void Send()
        {
            var message = new Message<Null, byte[]> { Value = _weather.Next() };
            var target = new TopicPartition(_topic, _partition);
            _partition = (_partition + 1) % _partitions;
            while (!TryProduce(target, message))
            {
                Thread.Sleep(QueueFullDelay);
            }

            ThrowIfFailed();
        }

        /// <summary>Waits until the broker has everything.</summary>
        public void Finish()
        {
            // Twice the time in which every record is either delivered or given up.
            var left = _producer.Flush(2 * DeliveryTimeout);
            ThrowIfFailed();
            if (left > 0)
            {
                throw Failed($"{left} records are still on their way");
            }
        }

        public void Dispose() => _producer.Dispose();

        private bool TryProduce(TopicPartition target, Message<Null, byte[]> message)
        {
            try
            {
                _producer.Produce(target, message, _delivered);
                return true;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                ThrowIfFailed();
                return false;
            }
            catch (ProduceException<Null, byte[]> e)
            {
                throw Failed(e.Error.Reason, e);
            }
        }

        private void Delivered(DeliveryReport<Null, byte[]> report)
        {
            if (report.Error.IsError)
            {
                _failure ??= report.Error;
            }
        }

        private void ThrowIfFailed()
        {
            if (_failure is { } failure)
            {
                throw Failed(_trouble is { } trouble ? $"{failure.Reason} ({trouble.Reason})" : failure.Reason);
            }
        }

        private StopException Failed(string reason, Exception? inner = null) =>
            new(ExitCode.Unreachable, $"Sample weather could not be published to topic {_topic} at {_address}: {reason}", inner);
    }
}
