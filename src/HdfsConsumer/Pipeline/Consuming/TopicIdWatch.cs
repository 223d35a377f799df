using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// Notices that a topic gave way to another one of the same name while it is read. The Kafka client goes on in the new topic at the offset where it
/// was in the old one, and tells nobody but its log.
/// </summary>
/// <remarks>
/// librdkafka 2.15.1, rd_kafka_topic_metadata_update: "FIXME: an offset reset must be triggered". It writes the line before it takes the new id over, and
/// fetches by id (KIP-516, Kafka 3.1), so that the line comes before the first record. Older brokers, which are asked by name, may give
/// some records before the client looks at the topic's description again.
/// </remarks>
internal sealed partial class TopicIdWatch
{
    /// <summary>The client's debug context that the line belongs to; it speaks when topics are described, and not of records.</summary>
    public const string DebugContext = "metadata";

    private const string NoId = "AAAAAAAAAAAAAAAAAAAAAA";

    private readonly ConcurrentQueue<string> _changed = new();

    /// <summary>Reads a line of the client's log. Called on its threads.</summary>
    public void Read(string message)
    {
        if (ChangedId().Match(message) is { Success: true } line && line.Groups["old"].Value != NoId)
        {
            _changed.Enqueue(line.Groups["topic"].Value);
        }
    }

    /// <summary>A topic that became another one and has not been told yet; false when there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out string? topic) => _changed.TryDequeue(out topic);

    [GeneratedRegex(@"Topic (?<topic>\S+) changed id from (?<old>\S+) to \S+$")]
    private static partial Regex ChangedId();
}
