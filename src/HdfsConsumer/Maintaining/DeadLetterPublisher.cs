using Confluent.Kafka;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Replaying;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Maintaining;

/// <summary>Publishes dead letters to a topic.</summary>
internal static class DeadLetterPublisher
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Publishes all that is left; the watermark passes it when the broker has acknowledged everything, so that none is
    /// left out, and some may be published twice.
    /// </summary>
    /// <returns>How many.</returns>
    /// <exception cref="StopException">The broker did not take all of them, or it was to stop before.</exception>
    public static long Publish(DeadLetterSource source, KafkaSettings kafka, string topic, CancellationToken stopping)
    {
        var properties = new Dictionary<string, string>(ClientProperties.For(kafka)) { ["enable.idempotence"] = "true", ["acks"] = "all" };
        using var producer = new ProducerBuilder<Null, byte[]?>(properties).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var published = 0L;
        Error? failure = null;
        while (!source.HasReachedEnd && failure is null)
        {
            if (stopping.IsCancellationRequested)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"Stopped before all dead letters were published to {topic}. Run it again: all of them are published again.");
            }

            if (!source.TryTake(TimeSpan.Zero, out var record))
            {
                continue;
            }

            var message = new Message<Null, byte[]?> { Value = record.IsTombstone ? null : record.Value.ToArray(), Timestamp = new Timestamp(record.TimestampMs, TimestampType.CreateTime) };
            Produce(producer, topic, message, report => failure ??= report.Error.IsError ? report.Error : null);
            record.Tenure.ReachedPosition(record.Offset + 1);
            published++;
        }

        var unsent = producer.Flush(FlushTimeout);
        if (failure is not null || unsent > 0)
        {
            throw new StopException(
                ExitCode.Unreachable, $"Not all dead letters could be published to {topic} ({failure?.Reason ?? "no answer in time"}). Run it again: all of them are published again.");
        }

        foreach (var tenure in source.Tenures)
        {
            tenure.Watermarks.TryRaise([new(tenure.Partition, new Watermark(tenure.Position, Last: null))]);
        }

        return published;
    }

    private static void Produce(IProducer<Null, byte[]?> producer, string topic, Message<Null, byte[]?> message, Action<DeliveryReport<Null, byte[]?>> delivered)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, delivered);
                return;
            }
            catch (ProduceException<Null, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
            catch (ProduceException<Null, byte[]?> e)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"A dead letter cannot be published to {topic}: {e.Error.Reason}", e);
            }
        }
    }
}
