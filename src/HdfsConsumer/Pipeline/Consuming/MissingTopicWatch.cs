using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Says once of each topic that it does not exist, or gives up where that is the rule.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="rule">What to do about such topics.</param>
/// <param name="topics">The topics that are to be read.</param>
/// <param name="observer">Is told of them.</param>
internal sealed class MissingTopicWatch(KafkaCluster cluster, MissingTopics rule, IReadOnlyList<string> topics, IPipelineObserver observer)
{
    private readonly HashSet<string> _missing = [];

    /// <summary>Asks the cluster which topics do not exist.</summary>
    /// <exception cref="StopException">One that has to.</exception>
    public void Look()
    {
        foreach (var topic in topics.Except(cluster.Describe(topics).Keys))
        {
            Report(topic);
        }
    }

    /// <summary>A topic does not exist.</summary>
    /// <exception cref="StopException">It has to.</exception>
    public void Report(string topic)
    {
        if (!_missing.Add(topic))
        {
            return;
        }

        var near = NearestName.Of(topic, cluster.TopicNames());
        if (rule == MissingTopics.Refuse || (rule == MissingTopics.LeaveOut && _missing.Count == topics.Count))
        {
            throw new StopException(
                ExitCode.Unreachable,
                $"Topic {topic} does not exist{(near is null ? "." : $"; did you mean {near}?")} Check the topics' names and --bootstrap-servers, or leave --until-end out to wait for it.");
        }

        observer.TopicMissing(topic, near);
    }
}
