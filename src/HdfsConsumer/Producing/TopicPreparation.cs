using Confluent.Kafka;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Producing;

/// <summary>Sees to it that the topic is there.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="say">Tells the operator something.</param>
internal sealed class TopicPreparation(KafkaCluster cluster, Action<string> say)
{
    private static readonly TimeSpan AppearTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Creates the topic if it is not there.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="shape">What to create it with; null to leave that to the cluster.</param>
    /// <returns>How many partitions it has.</returns>
    /// <exception cref="StopException">It is not there, and cannot be created.</exception>
    public int Prepare(string topic, TopicShape? shape)
    {
        if (Partitions(topic) is { } there)
        {
            if (shape is not null)
            {
                say($"Topic {topic} is there already, with {there} partitions; it is left as it is.");
            }

            return there;
        }

        return shape is null ? LeaveToCluster(topic) : Create(topic, shape);
    }

    private int Create(string topic, TopicShape shape)
    {
        try
        {
            cluster.Create(topic, shape.Partitions, shape.ReplicationFactor);
            say($"Topic {topic} was created with {shape.Partitions} partitions.");
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Somebody else was faster.
        }
        catch (KafkaException e)
        {
            throw new StopException(
                ExitCode.WrongUsage,
                $"Topic {topic} cannot be created with {shape.Partitions} partitions: {e.Error.Reason}. "
                + $"The in-memory broker creates topics only when it starts: {CalledAs.Text} broker --topics {topic}:{shape.Partitions}",
                e);
        }

        return WaitFor(topic) ?? throw new StopException(ExitCode.Unreachable, $"Topic {topic} was created, but the cluster does not show it.");
    }

    private int LeaveToCluster(string topic)
    {
        cluster.CreateByAsking(topic);
        var partitions = WaitFor(topic) ?? throw new StopException(
            ExitCode.WrongUsage,
            $"Topic {topic} is not there, and the cluster creates none by itself. Create it with --create-topic PARTITIONS[:REPLICATION].");
        say($"Topic {topic} was not there; the cluster created it with {partitions} partitions.");
        return partitions;
    }

    private int? WaitFor(string topic)
    {
        for (var waited = TimeSpan.Zero; waited < AppearTimeout; waited += LookInterval)
        {
            if (Partitions(topic) is { } partitions)
            {
                return partitions;
            }

            Thread.Sleep(LookInterval);
        }

        return null;
    }

    private int? Partitions(string topic) => cluster.Describe([topic]).TryGetValue(topic, out var description) ? description.Partitions : null;
}
