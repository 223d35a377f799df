using Confluent.Kafka;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Opens the partitions that are to be read: asks the broker what there is of them, and waits for other instances until each has a tenure.</summary>
/// <param name="consumer">The member of the group.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="opener">Opens tenures.</param>
/// <param name="held">Where they are held.</param>
/// <param name="clock">The clock.</param>
/// <param name="observer">Is told of each.</param>
internal sealed class PartitionOpener(
    IConsumer<Ignore, Ignore> consumer, KafkaCluster cluster, TenureOpener opener, Holdings held, TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>It may wait this long for a broker or for another instance's lock.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens partitions; returns where each is to be read from.</summary>
    /// <exception cref="KafkaException">The broker did not say in time what there is of them.</exception>
    /// <exception cref="StopException">One cannot be read as things stand, or another instance does not let go of it.</exception>
    public List<TopicPartitionOffset> Open(IReadOnlyCollection<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return [.. Facts(partitions).GroupBy(facts => facts.Topic).SelectMany(ofTopic => Open([.. ofTopic], began))];
            }
            catch (KafkaException) when (clock.GetElapsedTime(began) < Timeout)
            {
                Thread.Sleep(RetryDelay);
            }
        }
    }

    /// <summary>The topic of a partition is no longer the one that was landed; what comes next is another incarnation's.</summary>
    /// <exception cref="StopException">Unless such topics are to be landed as new.</exception>
    public void Abandon(PartitionTenure tenure)
    {
        while (!opener.TryAbandon(tenure))
        {
            Thread.Sleep(RetryDelay);
        }
    }

    private IEnumerable<TopicPartitionOffset> Open(IReadOnlyList<PartitionFacts> ofTopic, long began)
    {
        IReadOnlyList<OpenedTenure>? opened;
        while ((opened = opener.TryOpen(ofTopic)) is null)
        {
            if (clock.GetElapsedTime(began) > Timeout)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"Another instance holds the watermarks of {ofTopic[0].Topic} and does not go on. Is it stopped? End or continue it.");
            }

            Thread.Sleep(RetryDelay);
        }

        return opened.Select(Hold);
    }

    private TopicPartitionOffset Hold(OpenedTenure opened)
    {
        var facts = opened.Facts;
        var partition = new TopicPartition(facts.Topic, facts.Partition);
        held.Begin(partition, new Holding(opened.Tenure, facts.High, opened.Expected));
        observer.Began(facts.Topic, facts.Partition, opened.Tenure.Start, InWords(opened.Start.Reason));
        if (opened.Start.Lost > 0)
        {
            observer.LostToRetention(facts.Topic, facts.Partition, opened.Start.Lost);
        }

        return new TopicPartitionOffset(partition, opened.Expected?.Offset ?? opened.Tenure.Start);
    }

    private IEnumerable<PartitionFacts> Facts(IReadOnlyCollection<TopicPartition> partitions)
    {
        // What Kafka has for the group is asked for first: watermarks are read after it, and only rise.
        var committed = consumer.Committed(partitions, Timeout).ToDictionary(item => item.TopicPartition, item => item.Offset);
        var described = cluster.Describe(partitions.Select(partition => partition.Topic).Distinct());
        var offsets = cluster.Offsets(partitions);
        return
            from partition in partitions
            let topic = described.GetValueOrDefault(partition.Topic) ?? throw new KafkaException(ErrorCode.UnknownTopicOrPart)
            let known = offsets[partition]
            select new PartitionFacts(
                cluster.Id,
                partition.Topic,
                topic.Id,
                topic.Partitions,
                partition.Partition,
                known.Low,
                known.High,
                committed[partition] is { IsSpecial: false } offset ? offset.Value : null);
    }

    private static string InWords(StartReason reason) => reason switch
    {
        StartReason.Watermark => "watermark",
        StartReason.Committed => "committed offset of the group, nothing landed here yet",
        StartReason.Earliest => "earliest",
        StartReason.Latest => "latest",
        StartReason.SkippedAhead => "committed offset of the group, skipping what is missing here",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No reason."),
    };
}
