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
/// <param name="Tenure">The holding.</param>
/// <param name="Start">Where it begins, and why.</param>
/// <param name="Expected">A record that was landed before the start and must still be there, when that is how the topic is
/// recognised; reading then begins at it.</param>
internal sealed record OpenedTenure(PartitionTenure Tenure, StartingPoint Start, RecordPrint? Expected);

/// <summary>Opens tenures: finds the topic's watermarks, decides the start, and makes it durable before the first record.</summary>
internal sealed class TenureOpener(ILanding landing, StartRules rules, bool landNewIncarnation, string groupId)
{
    /// <summary>
    /// Opens a tenure of a partition. Null when another instance holds one of the files that are needed: try again, and
    /// report it when that goes on.
    /// </summary>
    /// <exception cref="StopException">The partition cannot be read as things stand; the message says what to do.</exception>
    public OpenedTenure? TryOpen(PartitionFacts facts)
    {
        var topic = landing.TryOpenTopic(facts.ClusterId, facts.Topic, facts.TopicId, groupId, landNewIncarnation);
        return topic is null ? null : TryOpen(facts, topic);
    }

    private OpenedTenure? TryOpen(PartitionFacts facts, OpenTopic topic)
    {
        var watermarks = topic.Watermarks;
        if (!watermarks.TryOpen(facts.PartitionCount))
        {
            return null;
        }

        var standing = new PartitionStanding(
            watermarks[facts.Partition]?.Next,
            facts.Committed,
            facts.Low,
            facts.High,
            AppearedLater: !topic.IsFirstIncarnation || facts.Partition >= watermarks.PartitionsAtFirstSight);
        var start = StartingPoint.Decide(standing, rules);
        switch (start.Obstacle)
        {
            case StartObstacle.BeyondTheEnd when landNewIncarnation:
                return BeginIncarnation(facts, topic);
            case StartObstacle.BeyondTheEnd:
                throw LandedTopic.Recreated(facts.Topic, $"partition {facts.Partition} is landed up to offset {standing.Watermark} and ends at {facts.High}");
            case StartObstacle.KafkaIsAhead:
                throw new StopException(ExitCode.DataNeedsAttention, AheadMessage(facts, standing.Watermark!.Value));
            case StartObstacle.RecordsLost:
                throw new StopException(ExitCode.DataNeedsAttention, LostMessage(facts, start));
            default:
                break;
        }

        if (start.Lost > 0 && !landing.TryRepairDestinations())
        {
            return null;
        }

        if (!watermarks.TryBegin(facts.Partition, standing.Watermark, start.Offset))
        {
            return null;
        }

        // Another instance may have gone further meanwhile.
        var watermark = watermarks[facts.Partition]!.Value;
        var tenure = new PartitionTenure(topic.Key, facts.Partition, watermarks, watermark.Next);
        var isRecognisedByRecord = topic.TopicId is null && watermark.Last is { } last && last.Offset >= facts.Low;
        return new OpenedTenure(tenure, start, isRecognisedByRecord ? watermark.Last : null);
    }

    /// <summary>A record that was landed is no longer what it was: the topic is another one.</summary>
    /// <exception cref="StopException">Unless such topics are to be landed as new.</exception>
    public bool TryAbandon(PartitionTenure tenure) => landNewIncarnation
        ? landing.TryBeginIncarnation(tenure.Topic) is not null
        : throw LandedTopic.Recreated(tenure.Topic.Topic, $"the last record landed of partition {tenure.Partition} is no longer there");

    private OpenedTenure? BeginIncarnation(PartitionFacts facts, OpenTopic topic)
    {
        var next = landing.TryBeginIncarnation(topic.Key);
        return next is null ? null : TryOpen(facts, next);
    }

    private string AheadMessage(PartitionFacts facts, long watermark) =>
        $"Group {groupId} has committed offset {facts.Committed} of {facts.Topic}[{facts.Partition}], but this base path is landed only up to {watermark}: "
        + $"records {watermark} to {facts.Committed - 1} are missing here. The base path was restored from an older copy, or the group also lands elsewhere. "
        + "Use --on-ahead replay to land them now, or --on-ahead skip to leave them out.";

    private static string LostMessage(PartitionFacts facts, StartingPoint start) =>
        $"{start.Lost} records of {facts.Topic}[{facts.Partition}] (offsets {start.Offset - start.Lost} to {start.Offset - 1}) were removed by retention before they were landed. "
        + "Use --on-data-loss continue to go on with what is left.";
}
