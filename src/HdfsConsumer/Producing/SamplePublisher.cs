using Confluent.Kafka;

namespace HdfsConsumer.Producing;

/// <summary>Publishes sample weather to a topic.</summary>
internal static class SamplePublisher
{
    private const int Seed = 42;

    /// <summary>The in-memory broker keeps 100,000 records and 5 MiB of a partition; a sample record has at most 300 bytes.</summary>
    private const long RecordsPerPartitionMax = 15_000;

    private const int PartitionsMin = 4;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How many partitions keep so many records within what the in-memory broker holds.</summary>
    public static int PartitionsFor(long records) =>
        (int)Math.Max(PartitionsMin, (records + RecordsPerPartitionMax - 1) / RecordsPerPartitionMax);

    /// <summary>Publishes <paramref name="records"/> records in turn over the topic's partitions and returns when the broker has them.</summary>
    /// <exception cref="StopException">The broker did not take them.</exception>
    public static void Publish(string address, string topic, int partitions, long records)
    {
        using var producer = Producer(address);
        var weather = new SampleWeather(Seed);
        Error? failure = null;
        for (var number = 0L; number < records && failure is null; number++)
        {
            Send(producer, topic, (int)(number % partitions), weather.Next(), error => failure = error);
        }

        producer.Flush(FlushTimeout);
        ThrowIf(failure);
    }

    /// <summary>Publishes records at a rate until told to stop.</summary>
    /// <exception cref="StopException">The broker did not take them.</exception>
    public static void PublishAtRate(string address, string topic, int partitions, double recordsPerSecond, TimeProvider clock, CancellationToken stop)
    {
        using var producer = Producer(address);
        var weather = new SampleWeather(Seed);
        Error? failure = null;
        var began = clock.GetTimestamp();
        for (var number = 0L; !stop.IsCancellationRequested && failure is null; number++)
        {
            var ahead = TimeSpan.FromSeconds(number / recordsPerSecond) - clock.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero && stop.WaitHandle.WaitOne(ahead))
            {
                break;
            }

            Send(producer, topic, (int)(number % partitions), weather.Next(), error => failure = error);
        }

        producer.Flush(FlushTimeout);
        ThrowIf(failure);
    }

    private static IProducer<Null, byte[]> Producer(string address) =>
        new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = address, EnableIdempotence = true, LingerMs = 5 })
            .SetLogHandler((_, _) => { })
            .Build();

    private static void Send(IProducer<Null, byte[]> producer, string topic, int partition, byte[] value, Action<Error> failed)
    {
        var message = new Message<Null, byte[]> { Value = value };
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(topic, partition), message, report =>
                {
                    if (report.Error.IsError)
                    {
                        failed(report.Error);
                    }
                });
                return;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static void ThrowIf(Error? failure)
    {
        if (failure is not null)
        {
            throw new StopException(ExitCode.Unreachable, $"The sample weather could not be published: {failure.Reason}");
        }
    }
}
