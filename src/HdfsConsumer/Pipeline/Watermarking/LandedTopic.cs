using System.Globalization;
using System.Text.Json.Serialization;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>A topic that has been landed.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="Incarnations">Its incarnations, the current one last.</param>
internal sealed record LandedTopic(string ClusterId, string Topic, IReadOnlyList<TopicIncarnation> Incarnations)
{
    /// <summary>The one that is being landed.</summary>
    [JsonIgnore]
    public TopicIncarnation Current => Incarnations[^1];

    /// <summary>The topic with the incarnation that is to be landed as its current one; the one that is known where nothing has changed.</summary>
    /// <param name="known">What is known of it, null for nothing.</param>
    /// <param name="clusterId">The cluster's id.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="topicId">The broker's id of it, null where it has none.</param>
    /// <param name="landNewIncarnation">Whether a topic that was created again is to be landed as new.</param>
    /// <exception cref="StopException">It was deleted and created again.</exception>
    public static LandedTopic Of(LandedTopic? known, string clusterId, string topic, string? topicId, bool landNewIncarnation) => known switch
    {
        null => new LandedTopic(clusterId, topic, [new TopicIncarnation(topicId ?? "1", topicId)]),
        { Current.TopicId: null } when topicId is not null => known.WithId(topicId),
        _ when topicId is null || known.Current.TopicId == topicId => known,
        _ when landNewIncarnation => known.WithNext(topicId),
        _ => throw Recreated(topic, "its id is another one"),
    };

    /// <summary>A topic is not the one that was landed, and it was not said that it is to be landed all the same.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="evidence">What shows it.</param>
    public static StopException Recreated(string topic, string evidence) => new(
        ExitCode.DataNeedsAttention,
        $"Topic {topic} was deleted and created again since it was last landed here ({evidence}). "
        + "What was landed stays. Use --new-incarnation to land the new topic as well, from its beginning.");

    /// <summary>The topic with one incarnation more, whose id the broker does not tell, unless another instance has begun it already.</summary>
    /// <param name="abandoned">What ledgers knew the one by that is gone.</param>
    public LandedTopic After(TopicKey abandoned) => Current.Key == abandoned.Incarnation ? WithNext(topicId: null) : this;

    /// <summary>What ledgers know an incarnation of it by.</summary>
    public TopicKey KeyOf(string pipeline, TopicIncarnation incarnation) => new(pipeline, ClusterId, Topic, incarnation.Key);

    private LandedTopic WithNext(string? topicId)
    {
        var number = (Incarnations.Count + 1).ToString(CultureInfo.InvariantCulture);
        return this with { Incarnations = [.. Incarnations, new TopicIncarnation(topicId ?? number, topicId)] };
    }

    private LandedTopic WithId(string topicId) => this with { Incarnations = [.. Incarnations.SkipLast(1), Current with { TopicId = topicId }] };
}

/// <summary>One life of a topic, from its creation to its deletion.</summary>
/// <param name="Key">What ledgers know it by; never changes.</param>
/// <param name="TopicId">The broker's id of it, null while no broker has told one.</param>
internal sealed record TopicIncarnation(string Key, string? TopicId);
