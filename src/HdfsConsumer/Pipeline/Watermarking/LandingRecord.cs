using System.Text.Json.Serialization;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>What a landing remembers of itself as a whole.</summary>
/// <param name="Fingerprint">Of the rules that decided every destination so far.</param>
/// <param name="Topics">The topics that have been landed.</param>
/// <param name="Groups">The consumer groups that it was landed by.</param>
/// <param name="IsBeingReset">Whether everything is to be forgotten: whoever finds this finishes it first.</param>
internal sealed record LandingRecord(string Fingerprint, IReadOnlyList<LandedTopic> Topics, IReadOnlyList<string> Groups, bool IsBeingReset = false)
{
    /// <summary>The record of a landing that was reset and not begun again.</summary>
    public static LandingRecord New { get; } = new("", [], []);

    /// <summary>Whether nothing was landed yet.</summary>
    [JsonIgnore]
    public bool IsNew => Fingerprint.Length == 0;

    /// <summary>A topic that has been landed; null when it has not.</summary>
    public LandedTopic? Find(string clusterId, string topic) => Topics.FirstOrDefault(known => known.ClusterId == clusterId && known.Topic == topic);

    /// <summary>The record with a topic in the place of what is known of it, so that the first topic of a name stays the first.</summary>
    public LandingRecord With(LandedTopic topic)
    {
        var topics = Topics.ToList();
        var at = topics.FindIndex(known => known.ClusterId == topic.ClusterId && known.Topic == topic.Topic);
        if (at < 0)
        {
            topics.Add(topic);
        }
        else
        {
            topics[at] = topic;
        }

        return this with { Topics = topics };
    }

    /// <summary>The record with a group among those that it was landed by.</summary>
    public LandingRecord WithGroup(string group) => Groups.Contains(group) ? this : this with { Groups = [.. Groups, group] };
}
