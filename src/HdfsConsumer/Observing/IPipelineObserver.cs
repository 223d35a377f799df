namespace HdfsConsumer.Observing;

/// <summary>Is told what a pipeline does, per batch and not per record. Implementations throw nothing.</summary>
internal interface IPipelineObserver
{
    /// <summary>The broker has answered.</summary>
    void Connected(string address);

    /// <summary>The topics are subscribed to.</summary>
    void Subscribed(IReadOnlyList<string> topics);

    /// <summary>Records of a topic were taken since the last call, of so many bytes.</summary>
    void Took(string topic, long records, long bytes);

    /// <summary>Whether <see cref="Landing"/> is to be called for a sample of the records.</summary>
    bool WantsLatency { get; }

    /// <summary>A record is about to be written, so long after its Kafka timestamp.</summary>
    void Landing(TimeSpan sinceTimestamp);

    /// <summary>Lines were written to a folder: those of records, or dead letters.</summary>
    void Wrote(string folder, int records, long bytes, bool areDeadLetters);

    /// <summary>A batch was written, or found landed.</summary>
    void Flushed(in FlushOutcome outcome);

    /// <summary>A step has to be done again soon, for another instance holds what it needs, or there is no space.</summary>
    /// <param name="step">Which of them: one of a few names.</param>
    void Retrying(string step);

    /// <summary>Data files had reached their size and were closed.</summary>
    void Rotated(int files, string lastFolder);

    /// <summary>A turn of the loop is over. To be called often; <paramref name="standing"/> is asked only when it is needed.</summary>
    void Turned(Func<PipelineStanding> standing);

    /// <summary>A record was put aside.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="kind">The kind of the reason: one of a few names.</param>
    /// <param name="reason">The reason in words.</param>
    void PutAside(string topic, int partition, long offset, string kind, string reason);

    /// <summary>A record was read and, as a rule says, not landed.</summary>
    void Dropped();

    /// <summary>The disk is full; nothing is taken until there is space.</summary>
    void DiskFilled(string message);

    /// <summary>There is space again.</summary>
    void DiskFreed();

    /// <summary>The server that holds what is landed does not answer; nothing is taken until it does.</summary>
    void ServerGone(string server, string reason);

    /// <summary>It answers again.</summary>
    void ServerBack();

    /// <summary>Another instance has held a destination for this long.</summary>
    void WaitedForLock(TimeSpan duration);

    /// <summary>Everything held was dropped; reading starts again at the watermarks.</summary>
    void StartedAgain(string reason);

    /// <summary>Everything flushed is stable and committed; it took so long.</summary>
    void Checkpointed(TimeSpan took);

    /// <summary>A partition is read from here on, for this reason.</summary>
    void Began(string topic, int partition, long offset, string reason);

    /// <summary>Retention removed records before they were landed.</summary>
    void LostToRetention(string topic, int partition, long records);

    /// <summary>Kafka has given the members of the group their partitions anew.</summary>
    void Rebalanced();

    /// <summary>The instance holds this many partitions now.</summary>
    void Assigned(int partitions);

    /// <summary>Partitions were given up, in good order or not.</summary>
    void Revoked(int partitions, bool inOrder);

    /// <summary>A topic is not there (yet).</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="near">One that is there and may have been meant; null for none.</param>
    void TopicMissing(string topic, string? near);

    /// <summary>No broker can be reached; the client goes on trying.</summary>
    void BrokerGone(string reason);

    /// <summary>A broker can be reached again.</summary>
    void BrokerBack();

    /// <summary>The Kafka client has written a line to its log.</summary>
    void ClientSaid(string line);

    /// <summary>What was counted so far is summed up.</summary>
    void Summarised(AnalyticsSummary summary);

    /// <summary>The pipeline has ended.</summary>
    void Ended(PipelineStanding standing);
}

/// <summary>What came of a batch.</summary>
/// <param name="Records">Lines written.</param>
/// <param name="DuplicatesSkipped">Records dropped because they were landed already.</param>
/// <param name="Took">How long it took.</param>
internal readonly record struct FlushOutcome(int Records, int DuplicatesSkipped, TimeSpan Took);

/// <summary>How a pipeline stands at a moment.</summary>
/// <param name="LagRecords">Records that the broker has and that were not taken yet.</param>
/// <param name="Buffered">Records held in memory.</param>
/// <param name="BufferedBytes">Bytes of them.</param>
/// <param name="OpenFiles">Data files that are open.</param>
/// <param name="DuplicatesSkipped">Records dropped so far because they were landed already.</param>
/// <param name="RotationsByCause">Data files closed so far, by cause.</param>
/// <param name="Partitions">The partitions that are held.</param>
internal sealed record PipelineStanding(
    long LagRecords,
    int Buffered,
    long BufferedBytes,
    int OpenFiles,
    long DuplicatesSkipped,
    IReadOnlyDictionary<string, long> RotationsByCause,
    IReadOnlyList<HeldPartition> Partitions)
{
    /// <summary>Of a pipeline that has not begun.</summary>
    public static readonly PipelineStanding None = new(0, 0, 0, 0, 0, new Dictionary<string, long>(), []);
}

/// <summary>How far a partition is.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Position">The next offset to take.</param>
/// <param name="Landed">Below this offset everything is landed and stable.</param>
/// <param name="End">The offset behind the last record that the broker is known to have.</param>
/// <param name="LastTimestampMs">Kafka's timestamp of the last record taken, milliseconds since 1970 UTC; null before the first.</param>
internal sealed record HeldPartition(string Topic, int Partition, long Position, long Landed, long End, long? LastTimestampMs)
{
    /// <summary>Records that the broker has and that were not taken yet.</summary>
    public long LagRecords => Math.Max(0, End - Position);
}
