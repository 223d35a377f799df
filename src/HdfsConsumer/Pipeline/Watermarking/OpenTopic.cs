namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>A topic ready to be landed.</summary>
/// <param name="Key">What ledgers know it by.</param>
/// <param name="TopicId">The broker's id of it, null where it has none.</param>
/// <param name="Watermarks">How far it is landed.</param>
/// <param name="IsFirstIncarnation">Whether no earlier topic of this name was landed here.</param>
/// <param name="IsFirstOfItsName">See <see cref="LandingFolder.IsFirstOfItsName"/>.</param>
internal sealed record OpenTopic(TopicKey Key, string? TopicId, ITopicWatermarks Watermarks, bool IsFirstIncarnation, bool IsFirstOfItsName)
{
    /// <summary>How far it is landed, by partition; see <see cref="ITopicWatermarks.TryReadDurably"/>.</summary>
    /// <exception cref="IOException">Another instance holds the lock.</exception>
    public IReadOnlyDictionary<int, Watermark> ReadWatermarks() =>
        Watermarks.TryReadDurably() ?? throw new IOException($"The watermarks of {Key.Topic} are held by another process.");
}
