using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>A landing as it can be seen from outside, while it may be at work: looking changes nothing, and takes no lock.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="IsBeingReset">Whether it is being forgotten, or was when that was interrupted.</param>
/// <param name="Groups">The consumer groups that it was landed by.</param>
/// <param name="Topics">Each topic that was landed, in each of its incarnations.</param>
internal sealed record LandingView(string Pipeline, bool IsBeingReset, IReadOnlyList<string> Groups, IReadOnlyList<LandedTopicView> Topics)
{
    /// <summary>Looks at the landing of a pipeline; null when there is none.</summary>
    public static LandingView? Look(IDisk disk, string basePath, string pipeline)
    {
        var paths = new LandingPaths(basePath, pipeline);
        var record = LandingRecordFile.Peek(disk, paths.Record);
        return record is null or { IsNew: true }
            ? null
            : new LandingView(
                pipeline,
                record.IsBeingReset,
                record.Groups,
                [
                    .. from topic in record.Topics
                       from incarnation in topic.Incarnations
                       let key = topic.KeyOf(pipeline, incarnation)
                       select new LandedTopicView(key, incarnation == topic.Current, TopicWatermarks.Peek(disk, paths.WatermarksOf(key))),
                ]);
    }

    /// <summary>Whether an instance lands there at this moment.</summary>
    public static bool IsInUse(IDisk disk, string basePath, string pipeline)
    {
        using var instances = disk.OpenToRead(new LandingPaths(basePath, pipeline).Instances);
        return instances?.TryLock() == false;
    }
}

/// <summary>A landed topic, in one of its incarnations.</summary>
/// <param name="Key">What ledgers know it by.</param>
/// <param name="IsCurrent">Whether it is the incarnation that is being landed.</param>
/// <param name="Watermarks">Its watermarks by partition.</param>
internal sealed record LandedTopicView(TopicKey Key, bool IsCurrent, IReadOnlyDictionary<int, Watermark> Watermarks);
