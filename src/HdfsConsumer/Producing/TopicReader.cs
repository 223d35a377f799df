using Confluent.Kafka;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Producing;

/// <summary>Reads the headers of all records of a topic, up to the end that each partition has at the beginning. Joins no group and commits nothing.</summary>
internal sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly Dictionary<TopicPartition, Offset> _ends;
    private readonly string _address;

    /// <summary>Finds out where the partitions begin and end.</summary>
    public TopicReader(KafkaCluster cluster, KafkaSettings settings, (string Name, int Partitions) topic)
    {
        var partitions = Enumerable.Range(0, topic.Partitions).Select(number => new TopicPartition(topic.Name, number)).ToList();
        var offsets = cluster.Offsets(partitions).Where(partition => partition.Value.Low < partition.Value.High).ToList();
        _address = settings.BootstrapServers;
        _ends = offsets.ToDictionary(partition => partition.Key, partition => partition.Value.High);
        var properties = ClientProperties.ForConsumer(settings, cluster.Id);
        properties["enable.auto.commit"] = "false";
        properties["auto.offset.reset"] = "earliest";
        properties["dotnet.consumer.consume.result.fields"] = "headers,topic";
        _consumer = new ConsumerBuilder<Ignore, Ignore>(properties).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Assign(offsets.Select(partition => new TopicPartitionOffset(partition.Key, partition.Value.Low)));
    }

    /// <summary>The next record's headers; null when all partitions are read.</summary>
    /// <exception cref="StopException">The broker stops answering.</exception>
    public Headers? Read()
    {
        for (var silence = TimeSpan.Zero; _ends.Count > 0;)
        {
            var record = Consume();
            if (record is null)
            {
                silence += PollTimeout;
                ThrowIfTooLong(silence);
                continue;
            }

            // The end of a partition comes as a record of its own; what stands before it may be a transaction's marker.
            if (_ends.TryGetValue(record.TopicPartition, out var end) && record.Offset.Value + (record.IsPartitionEOF ? 0 : 1) >= end)
            {
                _ends.Remove(record.TopicPartition);
            }

            if (!record.IsPartitionEOF)
            {
                return record.Message.Headers ?? [];
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private ConsumeResult<Ignore, Ignore>? Consume()
    {
        try
        {
            return _consumer.Consume(PollTimeout);
        }
        catch (ConsumeException e)
        {
            throw new StopException(ExitCode.Unreachable, $"What is in the topic already cannot be read from {_address}: {e.Error.Reason}. Nothing was published.", e);
        }
    }

    private void ThrowIfTooLong(TimeSpan silence)
    {
        if (silence >= SilenceMax)
        {
            throw new StopException(ExitCode.Unreachable, $"Kafka at {_address} does not answer any more; what is in the topic already could not be read. Nothing was published.");
        }
    }
}
