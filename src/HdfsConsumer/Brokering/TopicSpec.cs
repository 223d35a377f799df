using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Brokering;

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name, as Kafka allows it.</param>
/// <param name="Partitions">How many partitions it gets.</param>
internal readonly record struct TopicSpec(string Name, int Partitions)
{
    /// <summary>Partitions where none are said.</summary>
    public const int PartitionsDefault = 4;

    /// <summary>The most partitions a topic can be given.</summary>
    public const int PartitionsMax = 10_000;

    /// <summary>
    /// Reads <c>T[:P],...</c>: topic names with or without a number of partitions. False, with every mistake in
    /// <paramref name="error"/>, when one of them cannot be created.
    /// </summary>
    public static bool TryParseList(
        string text,
        [NotNullWhen(true)] out IReadOnlyList<TopicSpec>? list,
        [NotNullWhen(false)] out string? error)
    {
        var topics = new List<TopicSpec>();
        var mistakes = new List<string>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Mistake(entry, out var topic) is { } mistake)
            {
                mistakes.Add(mistake);
            }
            else if (topics.Exists(other => other.Name == topic.Name))
            {
                mistakes.Add($"'{topic.Name}' is there twice");
            }
            else
            {
                topics.Add(topic);
            }
        }

        list = mistakes.Count == 0 ? topics : null;
        error = mistakes.Count == 0 ? null : string.Join("; ", mistakes);
        return mistakes.Count == 0;
    }

    private static string? Mistake(string entry, out TopicSpec topic)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? entry : entry[..colon].TrimEnd();
        var partitions = PartitionsDefault;
        var isNumber = colon < 0 || int.TryParse(entry.AsSpan(colon + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out partitions);
        topic = new TopicSpec(name, partitions);
        if (!NameKinds.IsTopic(name))
        {
            return $"'{name}' is no topic name: {NameKinds.Topic.Accepted} are accepted";
        }

        return isNumber && partitions is >= 1 and <= PartitionsMax
            ? null
            : $"'{entry[(colon + 1)..].Trim()}' is no number of partitions of '{name}': 1 to {PartitionsMax} are accepted";
    }
}
