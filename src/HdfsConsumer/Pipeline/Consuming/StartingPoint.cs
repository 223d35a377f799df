using HdfsConsumer.Configuration;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>What is known of a partition when its reading begins. Offsets are Kafka's.</summary>
/// <param name="Watermark">Where its landing stands; null when it was never landed here.</param>
/// <param name="Committed">What Kafka has for the group; null when nothing. Asked for before the watermark was read.</param>
/// <param name="Low">The first offset that the broker still has.</param>
/// <param name="High">The offset that the next record will get.</param>
/// <param name="AppearedLater">Whether the partition came into being after the topic was first landed here.</param>
internal readonly record struct PartitionStanding(long? Watermark, long? Committed, long Low, long High, bool AppearedLater);

/// <summary>How to start where the standing leaves a choice.</summary>
internal sealed record StartRules(AutoOffsetReset AutoOffsetReset, OnAhead OnAhead, OnDataLoss OnDataLoss);

/// <summary>Why a reading begins where it begins.</summary>
internal enum StartReason
{
    /// <summary>The watermark.</summary>
    Watermark,

    /// <summary>Kafka's committed offset.</summary>
    Committed,

    /// <summary>The beginning.</summary>
    Earliest,

    /// <summary>The end.</summary>
    Latest,

    /// <summary>Kafka's committed offset, ahead of the watermark, because the operator said so.</summary>
    SkippedAhead,
}

/// <summary>What stands in the way of a start.</summary>
internal enum StartObstacle
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Kafka's committed offset is ahead of the watermark.</summary>
    KafkaIsAhead,

    /// <summary>The watermark is beyond the end: this is another topic of the same name.</summary>
    BeyondTheEnd,

    /// <summary>Retention removed records that were not landed.</summary>
    RecordsLost,
}

/// <summary>Where the reading of a partition begins (design: start, retention, incarnation).</summary>
/// <param name="Offset">The first offset to read.</param>
/// <param name="Reason">Why there.</param>
/// <param name="Lost">Records between the watermark and what the broker still has.</param>
/// <param name="Obstacle">What forbids to begin, if anything does.</param>
internal readonly record struct StartingPoint(long Offset, StartReason Reason, long Lost = 0, StartObstacle Obstacle = StartObstacle.None)
{
    /// <summary>Decides.</summary>
    public static StartingPoint Decide(PartitionStanding standing, StartRules rules)
    {
        if (standing.Watermark is not { } watermark)
        {
            return First(standing, rules);
        }

        if (watermark > standing.High)
        {
            return new StartingPoint(watermark, StartReason.Watermark, Obstacle: StartObstacle.BeyondTheEnd);
        }

        if (standing.Committed > watermark && rules.OnAhead != OnAhead.Replay)
        {
            return rules.OnAhead == OnAhead.Skip
                ? WithinRetention(standing.Committed.Value, StartReason.SkippedAhead, standing, rules)
                : new StartingPoint(watermark, StartReason.Watermark, Obstacle: StartObstacle.KafkaIsAhead);
        }

        return WithinRetention(watermark, StartReason.Watermark, standing, rules);
    }

    private static StartingPoint First(PartitionStanding standing, StartRules rules)
    {
        if (standing.AppearedLater)
        {
            return new StartingPoint(standing.Low, StartReason.Earliest);
        }

        if (standing.Committed is { } committed && committed <= standing.High)
        {
            return WithinRetention(committed, StartReason.Committed, standing, rules);
        }

        return rules.AutoOffsetReset == AutoOffsetReset.Earliest
            ? new StartingPoint(standing.Low, StartReason.Earliest)
            : new StartingPoint(standing.High, StartReason.Latest);
    }

    private static StartingPoint WithinRetention(long offset, StartReason reason, PartitionStanding standing, StartRules rules)
    {
        var lost = Math.Max(0, standing.Low - offset);
        return new StartingPoint(
            Math.Max(offset, standing.Low),
            reason,
            lost,
            lost > 0 && rules.OnDataLoss == OnDataLoss.Fail ? StartObstacle.RecordsLost : StartObstacle.None);
    }
}
