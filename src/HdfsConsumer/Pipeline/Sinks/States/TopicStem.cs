using System.Globalization;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>What stands for topics in the names of files.</summary>
internal static class TopicStem
{
    // A name has up to 255 bytes, and the numbers, signs and the extension need up to 81 with a hash.
    private const int TopicLettersMax = 160;

    /// <summary>
    /// What stands for a topic: its name. Where another topic of that name was landed before, or the name is too long, its hash follows
    /// after a '~', which no topic has: offsets of one must not be taken for those of the other.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="isFirstOfItsName">Whether no other topic of this name was landed before.</param>
    public static string Of(TopicKey topic, bool isFirstOfItsName) => isFirstOfItsName && topic.Topic.Length <= TopicLettersMax
        ? topic.Topic
        : string.Create(CultureInfo.InvariantCulture, $"{topic.Topic[..Math.Min(topic.Topic.Length, TopicLettersMax)]}~{topic.Hash:x16}");

    /// <summary>What stands for a topic of a landing, once it was opened there.</summary>
    public static string In(TopicKey topic, LandingFolder landing) => Of(topic, landing.IsFirstOfItsName(topic));

    /// <summary>The topics of a landing, by what stands for them in names.</summary>
    public static Dictionary<string, TopicKey> AllOf(LandingView landing)
    {
        var names = new HashSet<string>();
        return landing.Topics
            .Select(topic => (Stem: Of(topic.Key, names.Add(topic.Key.Topic)), topic.Key))
            .DistinctBy(topic => topic.Stem)
            .ToDictionary(topic => topic.Stem, topic => topic.Key);
    }

    /// <summary>The watermarks of topics, by what stands for them in names.</summary>
    public static Dictionary<string, IReadOnlyDictionary<int, Watermark>> WatermarksOf(IReadOnlyList<OpenTopic> topics) =>
        topics.ToDictionary(topic => Of(topic.Key, topic.IsFirstOfItsName), topic => topic.ReadWatermarks());
}
