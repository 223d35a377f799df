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
    private readonly RecordBuffer _keys = new();
    private readonly RecordBuffer _values = new();
    private readonly IConsumer<int, int> _consumer;
    private readonly Dictionary<TopicPartition, Holding> _held = [];
    private readonly HashSet<string> _missing = [];

    /// <summary>Partitions that are assigned but could not be opened for trouble with the disk.</summary>
    private readonly HashSet<TopicPartition> _unopened = [];
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
            _consumer = new ConsumerBuilder<int, int>(ClientProperties.ForConsumer(settings, cluster.Id))
                .SetKeyDeserializer(_keys)
                .SetValueDeserializer(_values)
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

        var result = Consume(wait);
        if (_failure is { } failure)
        {
            throw failure is KafkaException ? new StopException(ExitCode.Unreachable, $"A partition could not be opened: {failure.Message}", failure) : failure;
        }

        if (_topicIds.TryTake(out var topic))
        {
            // Every record taken so far is the old topic's, and what comes now may be the new one's.
            LandAndReopen([.. _held.Keys.Where(partition => partition.Topic == topic)]);
            return false;
        }

        if (result is null || !_held.TryGetValue(result.TopicPartition, out var holding))
        {
            return false;
        }

        if (result.IsPartitionEOF)
        {
            holding.Tenure.ReachedPosition(result.Offset);
            holding.HasSeenEnd = true;
            return false;
        }

        if (_isPaused)
        {
            // It was on its way when the pause began; it comes again.
            Reopen([result.TopicPartition]);
            return false;
        }

        var value = _values.Last(result.Message.Value);
        if (holding.Expected is { } expected && !IsExpected(holding, expected, result, value))
        {
            return false;
        }

        if (result.Offset < holding.Tenure.Position)
        {
            return false;
        }

        record = new ConsumedRecord(holding.Tenure, result.Offset, result.Message.Timestamp.UnixTimestampMs, value, result.Message.Value == RecordBuffer.Null) { Key = _keys.Last(result.Message.Key) };
        return true;
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
        var closing = Task.Run(() =>
        {
            _consumer.Close();
            _consumer.Dispose();
        });
        closing.Wait(CloseTimeout);
    }

    private ConsumeResult<int, int>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume((int)Math.Min(int.MaxValue, wait.TotalMilliseconds));
        }
        catch (ConsumeException e)
        {
            Recover(e);
            return null;
        }
    }

    private void Recover(ConsumeException e)
    {
        switch (e.Error.Code)
        {
            case ErrorCode.Local_AutoOffsetReset when _held.ContainsKey(e.ConsumerRecord.TopicPartition):
                // Retention overtook the reading, or the topic was made anew.
                LandAndReopen([e.ConsumerRecord.TopicPartition]);
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                ReportMissing([e.ConsumerRecord.Topic]);
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                throw new StopException(ExitCode.Unreachable, $"The broker refuses: {e.Error.Reason}. Check the rights of the user in Kafka:Properties on the topics and the group.", e);
            default:
                if (e.Error.IsFatal)
                {
                    throw new StopException(ExitCode.Unreachable, $"The Kafka client gave up: {e.Error.Reason}", e);
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
            if (_missingTopics == MissingTopics.Refuse || (_missingTopics == MissingTopics.LeaveOut && _missing.Count == _topicCount))
            {
                throw new StopException(ExitCode.Unreachable, $"Topic {topic} does not exist. Check the topics' names and --bootstrap-servers, or leave --until-end out to wait for it.");
            }

            _observer.TopicMissing(topic);
        }
    }

    private List<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        _hasJoined = true;
        _observer.Rebalanced();
        try
        {
            var begun = Open(partitions);
            _observer.Assigned(_held.Count);
            return begun;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again where records are taken, whose caller knows how to wait for a disk.
            _unopened.UnionWith(partitions);
        }
        catch (Exception e) when (e is KafkaException or StopException or LandingDamagedException)
        {
            // Thrown where records are taken, before the first of them.
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
        foreach (var partition in partitions)
        {
            if (_held.Remove(partition, out var holding))
            {
                holding.Tenure.End();
            }
        }

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
        if (inOrder)
        {
            Revoking();
        }

        _unopened.ExceptWith(partitions);
        foreach (var partition in partitions)
        {
            if (_held.Remove(partition, out var holding))
            {
                holding.Tenure.End();
            }
        }

        if (!_isLeaving)
        {
            _observer.Revoked(partitions.Count, inOrder);
        }
    }

    /// <summary>Whether the record that comes first is the one that was landed last, as it must be when the topic is still the same.</summary>
    private bool IsExpected(Holding holding, RecordPrint expected, ConsumeResult<int, int> result, ReadOnlySpan<byte> value)
    {
        holding.Expected = null;
        var print = new RecordPrint(result.Offset, result.Message.Timestamp.UnixTimestampMs, Checksum.Continue(Checksum.Empty, value));
        if (result.Offset != expected.Offset || print == expected)
        {
            return true;
        }

        while (!_opener.TryAbandon(holding.Tenure))
        {
            Thread.Sleep(OpenRetryDelay);
        }

        Reopen([result.TopicPartition]);
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
