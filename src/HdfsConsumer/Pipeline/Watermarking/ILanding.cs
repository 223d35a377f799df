namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>Where a pipeline lands, as the start of a partition sees it: which topics are landed there, in which incarnation, and how far.</summary>
/// <remarks>Where it cannot be reached, an <see cref="IOException"/> goes to the caller, and nothing has changed.</remarks>
internal interface ILanding
{
    /// <summary>The folder that files lie below: destinations, or what is put aside of those that are none.</summary>
    string BasePath { get; }

    /// <summary>
    /// The watermarks of a topic's current incarnation. Null when another instance holds the record: try again.
    /// </summary>
    /// <param name="clusterId">The cluster's id.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="topicId">The broker's id of the topic, null where it has none.</param>
    /// <param name="group">The consumer group, null when it is not read from Kafka.</param>
    /// <param name="landNewIncarnation">Whether a topic that was created again is to be landed as new.</param>
    /// <exception cref="StopException">The topic was deleted and created again.</exception>
    OpenTopic? TryOpenTopic(string clusterId, string topic, string? topicId, string? group, bool landNewIncarnation);

    /// <summary>
    /// Begins a new incarnation of a topic whose id the broker does not tell, after <paramref name="abandoned"/> was seen
    /// to be gone. Null when another instance holds the record: try again.
    /// </summary>
    OpenTopic? TryBeginIncarnation(TopicKey abandoned);

    /// <summary>
    /// Finishes or takes back what was being done to destinations when a run ended: records that were being written may not
    /// come again, or go elsewhere. False when another instance holds one of them: try again.
    /// </summary>
    bool TryRepairDestinations();

    /// <summary>See <see cref="ITopicWatermarks.DurableNext"/>; 0 for partitions of others.</summary>
    long DurableWatermark(PartitionKey key);
}
