using HdfsConsumer.Observing;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// Where records come from: the partitions that this instance holds, each from its watermark on, in offset order.
/// </summary>
/// <remarks>Exceptions go to the caller of the loop: the source has given up by then.</remarks>
internal interface IRecordSource
{
    /// <summary>Is called before held partitions go to another instance, while they are still ours.</summary>
    Action Revoking { set; }

    /// <summary>The holdings of this moment.</summary>
    IReadOnlyCollection<PartitionTenure> Tenures { get; }

    /// <summary>Whether every held partition has been read to the end that it had when the source was opened.</summary>
    bool HasReachedEnd { get; }

    /// <summary>Records that the broker has of the held partitions and that were not taken yet, as far as is known.</summary>
    long LagRecords { get; }

    /// <summary>How far the held partitions are.</summary>
    IReadOnlyList<HeldPartition> Standings => [];

    /// <summary>Waits for the next record, at most this long; false when none came. To be called regularly: it keeps the
    /// membership in the group alive.</summary>
    bool TryTake(TimeSpan wait, out ConsumedRecord record);

    /// <summary>Gives no records until <see cref="Resume"/>; <see cref="TryTake"/> goes on keeping the membership alive and
    /// loses none.</summary>
    void Pause();

    /// <summary>Ends a pause.</summary>
    void Resume();

    /// <summary>Ends every tenure and begins new ones at the watermarks.</summary>
    void StartAgain();

    /// <summary>Tells Kafka how far a partition is landed. Nothing depends on it.</summary>
    void Commit(PartitionTenure tenure, long watermark);
}
