using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>What the broker says of a partition that is to be read.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="TopicId">The topic's id, null where the broker has none.</param>
/// <param name="PartitionCount">Partitions of the topic.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Low">The first offset that the broker still has.</param>
/// <param name="High">The offset that the next record will get.</param>
/// <param name="Committed">What Kafka has for the group; null when nothing.</param>
internal sealed record PartitionFacts(
    string ClusterId, string Topic, string? TopicId, int PartitionCount, int Partition, long Low, long High, long? Committed);

/// <summary>A tenure that has been opened, and what is to be said of it.</summary>
/// <param name="Facts">The partition.</param>
/// <param name="Tenure">The holding.</param>
/// <param name="Start">Where it begins, and why.</param>
/// <param name="Expected">A record that was landed before the start and must still be there, when that is how the topic is
/// recognised; reading then begins at it.</param>
internal sealed record OpenedTenure(PartitionFacts Facts, PartitionTenure Tenure, StartingPoint Start, RecordPrint? Expected);

/// <summary>Opens tenures: finds the topic's watermarks, decides the starts, and makes them durable before the first record.</summary>
internal sealed class TenureOpener(ILanding landing, StartRules rules, bool landNewIncarnation, string groupId)
{
    /// <summary>
    /// Opens tenures of partitions of one topic, together. Null when another instance holds one of the files that are needed: try again, and
    /// report it when that goes on.
    /// </summary>
    /// <exception cref="StopException">A partition cannot be read as things stand; the message says what to do.</exception>
    public IReadOnlyList<OpenedTenure>? TryOpen(IReadOnlyList<PartitionFacts> ofTopic)
    {
        var any = ofTopic[0];
        var topic = landing.TryOpenTopic(any.ClusterId, any.Topic, any.TopicId, groupId, landNewIncarnation);
        return topic is null ? null : TryOpen(ofTopic, topic);
    }

    private List<OpenedTenure>? TryOpen(IReadOnlyList<PartitionFacts> ofTopic, OpenTopic topic)
    {
        if (!topic.Watermarks.TryOpen(ofTopic[0].PartitionCount))
        {
            return null;
        }

        var partitionsAtFirstSight = topic.Watermarks.PartitionsAtFirstSight;
        var decided = ofTopic.Select(facts => Decide(facts, topic, partitionsAtFirstSight)).ToList();
        if (landNewIncarnation && decided.Exists(partition => partition.Start.Obstacle == StartObstacle.BeyondTheEnd))
        {
            return BeginIncarnation(ofTopic, topic);
        }

        decided.ForEach(ThrowIfHindered);
        if (decided.Exists(partition => partition.Start.Lost > 0) && !landing.TryRepairDestinations())
        {
            return null;
        }

        return topic.Watermarks.TryBegin([.. decided.Select(partition => new PartitionStart(partition.Facts.Partition, partition.Watermark, partition.Start.Offset))])
            ? [.. decided.Select(partition => Opened(partition, topic))]
            : null;
    }

    private DecidedStart Decide(PartitionFacts facts, OpenTopic topic, int partitionsAtFirstSight)
    {
        var standing = new PartitionStanding(
            topic.Watermarks[facts.Partition]?.Next,
            facts.Committed,
            facts.Low,
            facts.High,
            AppearedLater: !topic.IsFirstIncarnation || facts.Partition >= partitionsAtFirstSight);
        return new DecidedStart(facts, standing.Watermark, StartingPoint.Decide(standing, rules));
    }

    private void ThrowIfHindered(DecidedStart decided)
    {
        var (facts, watermark, start) = decided;
        switch (start.Obstacle)
        {
            case StartObstacle.BeyondTheEnd:
                throw LandedTopic.Recreated(facts.Topic, $"partition {facts.Partition} is landed up to offset {watermark} and ends at {facts.High}");
            case StartObstacle.KafkaIsAhead:
                throw new StopException(ExitCode.DataNeedsAttention, AheadMessage(facts, watermark!.Value));
            case StartObstacle.RecordsLost:
                throw new StopException(ExitCode.DataNeedsAttention, LostMessage(facts, start));
            default:
                break;
        }
    }

    private static OpenedTenure Opened(DecidedStart decided, OpenTopic topic)
    {
        var facts = decided.Facts;

        // Another instance may have gone further meanwhile.
        var watermark = topic.Watermarks[facts.Partition]!.Value;
        var tenure = new PartitionTenure(topic.Key, facts.Partition, topic.Watermarks, watermark.Next);
        var isRecognisedByRecord = topic.TopicId is null && watermark.Last is { } last && last.Offset >= facts.Low;
        return new OpenedTenure(facts, tenure, decided.Start, isRecognisedByRecord ? watermark.Last : null);
    }

    /// <summary>A record that was landed is no longer what it was: the topic is another one.</summary>
    /// <exception cref="StopException">Unless such topics are to be landed as new.</exception>
    public bool TryAbandon(PartitionTenure tenure) => landNewIncarnation
        ? landing.TryBeginIncarnation(tenure.Topic) is not null
        : throw LandedTopic.Recreated(tenure.Topic.Topic, $"the last record landed of partition {tenure.Partition} is no longer there");

    private List<OpenedTenure>? BeginIncarnation(IReadOnlyList<PartitionFacts> ofTopic, OpenTopic topic)
    {
        var next = landing.TryBeginIncarnation(topic.Key);
        return next is null ? null : TryOpen(ofTopic, next);
    }

    private string AheadMessage(PartitionFacts facts, long watermark) =>
        $"Group {groupId} has committed offset {facts.Committed} of {facts.Topic}[{facts.Partition}], but this base path is landed only up to {watermark}: "
        + $"records {watermark} to {facts.Committed - 1} are missing here. The base path was restored from an older copy, or the group also lands elsewhere. "
        + "Use --on-ahead replay to land them now, or --on-ahead skip to leave them out.";

    private static string LostMessage(PartitionFacts facts, StartingPoint start) =>
        $"{start.Lost} records of {facts.Topic}[{facts.Partition}] (offsets {start.Offset - start.Lost} to {start.Offset - 1}) were removed by retention before they were landed. "
        + "Use --on-data-loss continue to go on with what is left.";

    /// <summary>Where a partition is to begin, and the watermark that it was decided by; null for none.</summary>
    private sealed record DecidedStart(PartitionFacts Facts, long? Watermark, StartingPoint Start);
}
