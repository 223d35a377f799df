namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>A landing as it can be seen from outside.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="IsBeingReset">Whether it is being forgotten, or was when that was interrupted.</param>
/// <param name="Groups">The consumer groups that it was landed by.</param>
/// <param name="Topics">Each topic that was landed, in each of its incarnations.</param>
internal sealed record LandingView(string Pipeline, bool IsBeingReset, IReadOnlyList<string> Groups, IReadOnlyList<LandedTopicView> Topics);

/// <summary>A landed topic, in one of its incarnations.</summary>
/// <param name="Key">What ledgers know it by.</param>
/// <param name="IsCurrent">Whether it is the incarnation that is being landed.</param>
/// <param name="Watermarks">Its watermarks by partition.</param>
internal sealed record LandedTopicView(TopicKey Key, bool IsCurrent, IReadOnlyDictionary<int, Watermark> Watermarks);
