using Confluent.Kafka;
using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>
/// Records from Kafka, as a member of a consumer group. A partition that is assigned begins at its watermark; Kafka's own
/// offset is only told how far it has come.
/// </summary>
internal sealed class KafkaRecordSource : IRecordSource, IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    private readonly IPipelineObserver _observer;
    private readonly BrokerWatch _brokerWatch;
    private readonly MissingTopicWatch _missingTopics;
    private readonly TopicIdWatch _topicIds = new();
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly MessageQueue _messages;
    private readonly Holdings _held = new();
    private readonly PartitionOpener _opener;
    private readonly GivenUpPartitions _givenUp;

    /// <summary>Partitions that are assigned but could not be opened for trouble with the disk.</summary>
    private readonly HashSet<TopicPartition> _unopened = [];

    /// <summary>Partitions that a callback took away while messages were fetched.</summary>
    private readonly HashSet<TopicPartition> _revokedMeanwhile = [];

    /// <summary>Partitions that a callback opened while messages were fetched.</summary>
    private readonly HashSet<TopicPartition> _openedMeanwhile = [];

    /// <summary>What was thrown in a callback, and is to be thrown where messages are fetched: nothing can be thrown through the client.</summary>
    private Exception? _failure;

    /// <summary>Whether the group has said which partitions are ours, be they none.</summary>
    private bool _hasJoined;

    private bool _isPaused;
    private volatile bool _isLeaving;

    /// <summary>Subscribes to topics.</summary>
    public KafkaRecordSource(
        KafkaSettings settings, IReadOnlyList<string> topics, MissingTopics missingTopics, KafkaCluster cluster, TenureOpener opener, TimeProvider clock, IPipelineObserver observer)
    {
        _observer = observer;
        _brokerWatch = new BrokerWatch(cluster, observer);
        _missingTopics = new MissingTopicWatch(cluster, missingTopics, topics, observer);
        try
        {
            _consumer = new ConsumerBuilder<Ignore, Ignore>(ClientProperties.ForConsumer(settings, cluster.Id))
                .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
                .SetPartitionsRevokedHandler((_, partitions) => Revoked([.. partitions.Select(partition => partition.TopicPartition)], inOrder: true))
                .SetPartitionsLostHandler((_, partitions) => Revoked([.. partitions.Select(partition => partition.TopicPartition)], inOrder: false))
                .SetErrorHandler((_, error) => _brokerWatch.Report(error))
                .SetLogHandler((_, line) => ClientSaid(line))
                .Build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new StopException(ExitCode.WrongUsage, $"Kafka:Properties are not accepted: {e.Message}", e);
        }

        _givenUp = new GivenUpPartitions(_consumer, _held, clock);
        _messages = new MessageQueue(_consumer.Handle);
        _opener = new PartitionOpener(_consumer, cluster, opener, _held, clock, observer);
        _missingTopics.Look();
        _consumer.Subscribe(topics);
    }

    /// <inheritdoc/>
    public Action Revoking { private get; set; } = () => { };

    /// <inheritdoc/>
    public IReadOnlyCollection<PartitionTenure> Tenures => [.. _held.All.Values.Select(holding => holding.Tenure)];

    /// <inheritdoc/>
    public bool HasReachedEnd => _hasJoined && _unopened.Count == 0 && _held.All.Values.All(holding => holding.HasReachedEnd) && _givenUp.AreFinished();

    /// <inheritdoc/>
    public long LagRecords => _held.All.Sum(held =>
        Math.Max(0, _consumer.GetWatermarkOffsets(held.Key).High.Value - held.Value.Tenure.Position));

    /// <inheritdoc/>
    public IReadOnlyList<HeldPartition> Standings =>
    [
        .. from held in _held.All
           let tenure = held.Value.Tenure
           orderby held.Key.Topic, held.Key.Partition.Value
           select new HeldPartition(
               held.Key.Topic,
               tenure.Partition,
               tenure.Position,
               tenure.Watermarks.DurableNext(tenure.Partition),
               Math.Max(held.Value.EndAtStart, _consumer.GetWatermarkOffsets(held.Key).High.Value),
               tenure.LastTaken?.TimestampMs),
    ];

    /// <inheritdoc/>
    public bool TryTake(TimeSpan wait, out ConsumedRecord record)
    {
        record = default;
        if (_unopened.Count > 0 && !_isPaused)
        {
            Reopen([.. _unopened]);
        }

        if (_isPaused || _messages.IsEmpty)
        {
            Fetch(wait);
        }

        if (_topicIds.TryTake(out var topic))
        {
            // Every record taken so far is the old topic's, and what comes now may be the new one's.
            LandAndReopen([.. _held.Partitions.Where(partition => partition.Topic == topic)]);
            return false;
        }

        return !_isPaused && _messages.TryTake(out var message) && TryAccept(message, out record);
    }

    /// <inheritdoc/>
    public void Pause()
    {
        _isPaused = true;
        _consumer.Pause(_held.Partitions);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        _isPaused = false;
        _consumer.Resume(_held.Partitions);
    }

    /// <inheritdoc/>
    public void StartAgain() => Reopen([.. _held.Partitions]);

    /// <inheritdoc/>
    public void Commit(PartitionTenure tenure, long watermark)
    {
        var partition = new TopicPartition(tenure.Topic.Topic, tenure.Partition);
        if (_held.Of(partition.Topic, partition.Partition) is not { } holding || holding.Committed == watermark)
        {
            return;
        }

        try
        {
            _consumer.StoreOffset(new TopicPartitionOffset(partition, watermark));
            holding.Committed = watermark;
        }
        catch (KafkaException)
        {
            // The partition has just gone to another instance, which commits it.
        }
    }

    /// <summary>Commits what is stored and leaves the group.</summary>
    public void Dispose()
    {
        _brokerWatch.Dispose();
        Revoking = () => { };
        _isLeaving = true;

        // Leaving waits for the broker, which may be gone. Then the process ends without it.
        _messages.Dispose();
        var closing = Task.Run(() =>
        {
            _consumer.Close();
            _consumer.Dispose();
        });
        closing.Wait(CloseTimeout);
    }

    /// <summary>Fetches messages; callbacks are called meanwhile.</summary>
    private void Fetch(TimeSpan wait)
    {
        if (!_isPaused)
        {
            _messages.Fetch(wait);
        }
        else if (!_messages.TryWait(wait))
        {
            Reopen([.. _messages.Partitions]);
        }

        if (_failure is { } failure)
        {
            throw failure is KafkaException ? new StopException(ExitCode.Unreachable, $"A partition could not be opened: {failure.Message}", failure) : failure;
        }

        if (_revokedMeanwhile.Count > 0 || _openedMeanwhile.Count > 0)
        {
            SettleReassigned();
        }
    }

    /// <summary>Sees to partitions that callbacks have dealt with: what was fetched of them before is not to be taken after.</summary>
    private void SettleReassigned()
    {
        if (_isPaused)
        {
            _consumer.Pause(_openedMeanwhile.Where(_held.Contains));
        }

        // One that came back in the same moment may have gone on before or after the messages that are dropped.
        var returned = _revokedMeanwhile.Where(partition => _messages.Drop([partition]) && _held.Contains(partition)).ToList();
        _revokedMeanwhile.Clear();
        _openedMeanwhile.Clear();
        if (returned.Count > 0)
        {
            Reopen(returned);
        }
    }

    private bool TryAccept(scoped in TakenMessage message, out ConsumedRecord record)
    {
        record = default;
        if (message.Error is { } error)
        {
            Recover(error, new TopicPartition(message.Topic, message.Partition));
            return false;
        }

        if (_held.Of(message.Topic, message.Partition) is not { } holding)
        {
            return false;
        }

        if (message.IsPartitionEnd)
        {
            holding.Tenure.ReachedPosition(message.Offset);
            holding.HasSeenEnd = true;
            return false;
        }

        if ((holding.Expected is { } expected && !IsExpected(holding, expected, message)) || message.Offset < holding.Tenure.Position)
        {
            return false;
        }

        record = new ConsumedRecord(holding.Tenure, message.Offset, message.TimestampMs, message.Value, message.IsTombstone) { Key = message.Key };
        return true;
    }

    private void Recover(Error error, TopicPartition partition)
    {
        switch (error.Code)
        {
            case ErrorCode.Local_AutoOffsetReset when _held.Contains(partition):
                // Retention overtook the reading, or the topic was made anew.
                LandAndReopen([partition]);
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                _missingTopics.Report(partition.Topic);
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                throw new StopException(ExitCode.Unreachable, $"The broker refuses: {error.Reason}. Check the rights of the user in Kafka:Properties on the topics and the group.");
            default:
                if (error.IsFatal)
                {
                    throw new StopException(ExitCode.Unreachable, $"The Kafka client gave up: {error.Reason}");
                }

                break;
        }
    }

    private void ClientSaid(LogMessage line)
    {
        _topicIds.Read(line.Message);
        _observer.ClientSaid($"{line.Facility} {line.Message}");
    }

    private List<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        _hasJoined = true;
        _givenUp.Remove(partitions);
        _observer.Rebalanced();
        try
        {
            var begun = _opener.Open(partitions);
            _openedMeanwhile.UnionWith(partitions);
            _observer.Assigned(_held.Count);
            return begun;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again where records are taken, whose caller knows how to wait for a disk.
            _unopened.UnionWith(partitions);
        }
        catch (Exception e)
        {
            _failure = e;
        }

        return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.End))];
    }

    /// <summary>What is held is landed first, so that it does not count as lost.</summary>
    private void LandAndReopen(List<TopicPartition> partitions)
    {
        Revoking();
        Reopen(partitions);
    }

    private void Reopen(List<TopicPartition> partitions)
    {
        _held.End(partitions);
        _messages.Drop(partitions);
        _unopened.UnionWith(partitions);
        var begun = _opener.Open(partitions);
        _unopened.ExceptWith(partitions);
        _observer.Assigned(_held.Count);

        // A partition whose fetching has failed cannot be sought in; taking it anew works for every state.
        _consumer.IncrementalUnassign(partitions);
        _consumer.IncrementalAssign(begun);
        if (_isPaused)
        {
            _consumer.Pause(partitions);
        }
    }

    private void Revoked(List<TopicPartition> partitions, bool inOrder)
    {
        try
        {
            if (inOrder)
            {
                Revoking();
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }

        _givenUp.Add(partitions);
        _unopened.ExceptWith(partitions);
        _revokedMeanwhile.UnionWith(partitions);
        _held.End(partitions);
        if (!_isLeaving)
        {
            _observer.Revoked(partitions.Count, inOrder);
        }
    }

    /// <summary>Whether the record that comes first is the one that was landed last, as it must be when the topic is still the same.</summary>
    private bool IsExpected(Holding holding, RecordPrint expected, scoped in TakenMessage message)
    {
        holding.Expected = null;
        var print = new RecordPrint(message.Offset, message.TimestampMs, Checksum.Continue(Checksum.Empty, message.Value));
        if (message.Offset != expected.Offset || print == expected)
        {
            return true;
        }

        _opener.Abandon(holding.Tenure);
        Reopen([new TopicPartition(message.Topic, message.Partition)]);
        return false;
    }
}
