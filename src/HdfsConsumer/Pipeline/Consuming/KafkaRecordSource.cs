using Confluent.Kafka;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
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
    /// <summary>Opening a partition may wait this long for a broker or for another instance's lock.</summary>
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan OpenRetryDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    private readonly KafkaCluster _cluster;
    private readonly TenureOpener _opener;
    private readonly MissingTopics _missingTopics;
    private readonly int _topicCount;
    private readonly TimeProvider _clock;
    private readonly BrokerWatch _brokerWatch;
    private readonly TopicIdWatch _topicIds = new();
    private readonly IPipelineObserver _observer;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly MessageQueue _messages;
    private readonly Dictionary<TopicPartition, Holding> _held = [];
    private readonly HashSet<string> _missing = [];

    /// <summary>Partitions that are assigned but could not be opened for trouble with the disk.</summary>
    private readonly HashSet<TopicPartition> _unopened = [];

    /// <summary>Partitions that a callback took away while messages were fetched.</summary>
    private readonly HashSet<TopicPartition> _revokedMeanwhile = [];

    /// <summary>Partitions that a callback opened while messages were fetched.</summary>
    private readonly HashSet<TopicPartition> _openedMeanwhile = [];

    /// <summary>The holding that the last message belongs to: mostly that of the next one too.</summary>
    private (string Topic, int Partition, Holding? Holding) _last;
    private Exception? _failure;
    private bool _hasJoined;
    private bool _isPaused;
    private volatile bool _isLeaving;

    /// <summary>Subscribes to topics.</summary>
    public KafkaRecordSource(
        KafkaSettings settings, IReadOnlyList<string> topics, MissingTopics missingTopics, KafkaCluster cluster, TenureOpener opener, TimeProvider clock, IPipelineObserver observer)
    {
        _cluster = cluster;
        _opener = opener;
        _missingTopics = missingTopics;
        _topicCount = topics.Count;
        _clock = clock;
        _observer = observer;
        _brokerWatch = new BrokerWatch(cluster, observer);
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

        _messages = new MessageQueue(_consumer.Handle);
        ReportMissing(topics.Except(cluster.Describe(topics).Keys));
        _consumer.Subscribe(topics);
    }

    /// <inheritdoc/>
    public Action Revoking { private get; set; } = () => { };

    /// <inheritdoc/>
    public IReadOnlyCollection<PartitionTenure> Tenures => [.. _held.Values.Select(holding => holding.Tenure)];

    /// <inheritdoc/>
    public bool HasReachedEnd => _hasJoined && _unopened.Count == 0 && _held.Values.All(holding => holding.HasReachedEnd);

    /// <inheritdoc/>
    public long LagRecords => _held.Sum(held =>
        Math.Max(0, _consumer.GetWatermarkOffsets(held.Key).High.Value - held.Value.Tenure.Position));

    /// <inheritdoc/>
    public IReadOnlyList<HeldPartition> Standings =>
    [
        .. from held in _held
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
            LandAndReopen([.. _held.Keys.Where(partition => partition.Topic == topic)]);
            return false;
        }

        return !_isPaused && _messages.TryTake(out var message) && TryAccept(message, out record);
    }

    /// <inheritdoc/>
    public void Pause()
    {
        _isPaused = true;
        _consumer.Pause(_held.Keys);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        _isPaused = false;
        _consumer.Resume(_held.Keys);
    }

    /// <inheritdoc/>
    public void StartAgain() => Reopen([.. _held.Keys]);

    /// <inheritdoc/>
    public void Commit(PartitionTenure tenure, long watermark)
    {
        var partition = new TopicPartition(tenure.Topic.Topic, tenure.Partition);
        if (!_held.TryGetValue(partition, out var holding) || holding.Committed == watermark)
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
            _consumer.Pause(_openedMeanwhile.Where(_held.ContainsKey));
        }

        // One that came back in the same moment may have gone on before or after the messages that are dropped.
        var returned = _revokedMeanwhile.Where(partition => _messages.Drop([partition]) && _held.ContainsKey(partition)).ToList();
        _revokedMeanwhile.Clear();
        _openedMeanwhile.Clear();
        if (returned.Count > 0)
        {
            Reopen(returned);
        }
    }

    private bool TryAccept(TakenMessage message, out ConsumedRecord record)
    {
        record = default;
        if (message.Error is { } error)
        {
            Recover(error, new TopicPartition(message.Topic, message.Partition));
            return false;
        }

        if (HoldingOf(message) is not { } holding)
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

    private Holding? HoldingOf(TakenMessage message)
    {
        if (_last.Holding is null || _last.Partition != message.Partition || _last.Topic != message.Topic)
        {
            _last = (message.Topic, message.Partition, _held.GetValueOrDefault(new TopicPartition(message.Topic, message.Partition)));
        }

        return _last.Holding;
    }

    private void Recover(Error error, TopicPartition partition)
    {
        switch (error.Code)
        {
            case ErrorCode.Local_AutoOffsetReset when _held.ContainsKey(partition):
                // Retention overtook the reading, or the topic was made anew.
                LandAndReopen([partition]);
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                ReportMissing([partition.Topic]);
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

    private void ReportMissing(IEnumerable<string> topics)
    {
        foreach (var topic in topics.Where(_missing.Add))
        {
            var near = NearestName.Of(topic, _cluster.TopicNames());
            if (_missingTopics == MissingTopics.Refuse || (_missingTopics == MissingTopics.LeaveOut && _missing.Count == _topicCount))
            {
                throw new StopException(
                    ExitCode.Unreachable,
                    $"Topic {topic} does not exist{(near is null ? "." : $"; did you mean {near}?")} Check the topics' names and --bootstrap-servers, or leave --until-end out to wait for it.");
            }

            _observer.TopicMissing(topic, near);
        }
    }

    private List<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        _hasJoined = true;
        _observer.Rebalanced();
        try
        {
            var begun = Open(partitions);
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
            // Thrown where records are taken, before the first of them: nothing can be thrown through the client.
            _failure = e;
        }

        return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.End))];
    }

    private List<TopicPartitionOffset> Open(IReadOnlyCollection<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return [.. Facts(partitions).Select(facts => Open(facts, began))];
            }
            catch (KafkaException) when (_clock.GetElapsedTime(began) < OpenTimeout)
            {
                Thread.Sleep(OpenRetryDelay);
            }
        }
    }

    private TopicPartitionOffset Open(PartitionFacts facts, long began)
    {
        OpenedTenure? opened;
        while ((opened = _opener.TryOpen(facts)) is null)
        {
            if (_clock.GetElapsedTime(began) > OpenTimeout)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"Another instance holds the watermarks of {facts.Topic} and does not go on. Is it stopped? End or continue it.");
            }

            Thread.Sleep(OpenRetryDelay);
        }

        var partition = new TopicPartition(facts.Topic, facts.Partition);
        _held[partition] = new Holding(opened.Tenure, facts.High, opened.Expected);
        _last = default;
        _observer.Began(facts.Topic, facts.Partition, opened.Tenure.Start, InWords(opened.Start.Reason));
        if (opened.Start.Lost > 0)
        {
            _observer.LostToRetention(facts.Topic, facts.Partition, opened.Start.Lost);
        }

        return new TopicPartitionOffset(partition, opened.Expected?.Offset ?? opened.Tenure.Start);
    }

    private IEnumerable<PartitionFacts> Facts(IReadOnlyCollection<TopicPartition> partitions)
    {
        // What Kafka has for the group is asked for first: watermarks are read after it, and only rise.
        var committed = _consumer.Committed(partitions, OpenTimeout).ToDictionary(item => item.TopicPartition, item => item.Offset);
        var described = _cluster.Describe(partitions.Select(partition => partition.Topic).Distinct());
        var offsets = _cluster.Offsets(partitions);
        return
            from partition in partitions
            let topic = described.GetValueOrDefault(partition.Topic) ?? throw new KafkaException(ErrorCode.UnknownTopicOrPart)
            let known = offsets[partition]
            select new PartitionFacts(
                _cluster.Id,
                partition.Topic,
                topic.Id,
                topic.Partitions,
                partition.Partition,
                known.Low,
                known.High,
                committed[partition] is { IsSpecial: false } offset ? offset.Value : null);
    }

    /// <summary>What is held is landed first, so that it does not count as lost.</summary>
    private void LandAndReopen(List<TopicPartition> partitions)
    {
        Revoking();
        Reopen(partitions);
    }

    private void Reopen(List<TopicPartition> partitions)
    {
        End(partitions);
        _messages.Drop(partitions);
        _unopened.UnionWith(partitions);
        var begun = Open(partitions);
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

        _unopened.ExceptWith(partitions);
        _revokedMeanwhile.UnionWith(partitions);
        End(partitions);
        if (!_isLeaving)
        {
            _observer.Revoked(partitions.Count, inOrder);
        }
    }

    private void End(List<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_held.Remove(partition, out var holding))
            {
                holding.Tenure.End();
            }
        }

        _last = default;
    }

    /// <summary>Whether the record that comes first is the one that was landed last, as it must be when the topic is still the same.</summary>
    private bool IsExpected(Holding holding, RecordPrint expected, TakenMessage message)
    {
        holding.Expected = null;
        var print = new RecordPrint(message.Offset, message.TimestampMs, Checksum.Continue(Checksum.Empty, message.Value));
        if (message.Offset != expected.Offset || print == expected)
        {
            return true;
        }

        while (!_opener.TryAbandon(holding.Tenure))
        {
            Thread.Sleep(OpenRetryDelay);
        }

        Reopen([new TopicPartition(message.Topic, message.Partition)]);
        return false;
    }

    private static string InWords(StartReason reason) => reason switch
    {
        StartReason.Watermark => "watermark",
        StartReason.Committed => "committed offset of the group, nothing landed here yet",
        StartReason.Earliest => "earliest",
        StartReason.Latest => "latest",
        StartReason.SkippedAhead => "committed offset of the group, skipping what is missing here",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No reason."),
    };

    /// <summary>A partition of this instance.</summary>
    private sealed class Holding(PartitionTenure tenure, long end, RecordPrint? expected)
    {
        public PartitionTenure Tenure => tenure;

        public RecordPrint? Expected { get; set; } = expected;

        public long Committed { get; set; } = -1;

        public long EndAtStart => end;

        public bool HasSeenEnd { get; set; }

        public bool HasReachedEnd => HasSeenEnd || tenure.Position >= end;
    }
}
