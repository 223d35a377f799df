namespace HdfsConsumer.Observing;

/// <summary>Is told what a pipeline does, per batch and not per record. Implementations throw nothing.</summary>
internal interface IPipelineObserver
{
    /// <summary>The broker has answered.</summary>
    void Connected(string address);

    /// <summary>The topics are subscribed to.</summary>
    void Subscribed(IReadOnlyList<string> topics);

    /// <summary>Whether <see cref="Landing"/> is to be called for each record.</summary>
    bool WantsLatency { get; }

    /// <summary>A record is about to be written, so long after its Kafka timestamp.</summary>
    void Landing(TimeSpan sinceTimestamp);

    /// <summary>Lines were written to a folder.</summary>
    void Wrote(string folder, int records);

    /// <summary>A batch was written.</summary>
    void Flushed(int records);

    /// <summary>Data files had reached their size and were closed.</summary>
    void Rotated(int files, string lastFolder);

    /// <summary>A turn of the loop is over. To be called often; <paramref name="standing"/> is asked only when it is needed.</summary>
    void Turned(Func<PipelineStanding> standing);

    /// <summary>A record was put aside.</summary>
    void PutAside(string topic, int partition, long offset, string reason);

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

    /// <summary>Everything flushed is stable and committed.</summary>
    void Checkpointed();

    /// <summary>A partition is read from here on, for this reason.</summary>
    void Began(string topic, int partition, long offset, string reason);

    /// <summary>Retention removed records before they were landed.</summary>
    void LostToRetention(string topic, int partition, long records);

    /// <summary>The instance holds this many partitions now.</summary>
    void Assigned(int partitions);

    /// <summary>Partitions were given up, in good order or not.</summary>
    void Revoked(int partitions, bool inOrder);

    /// <summary>A topic is not there (yet).</summary>
    void TopicMissing(string topic);

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

/// <summary>How a pipeline stands at a moment.</summary>
/// <param name="LagRecords">Records that the broker has and that were not taken yet.</param>
/// <param name="Buffered">Records held in memory.</param>
/// <param name="DuplicatesSkipped">Records dropped so far because they were landed already.</param>
internal readonly record struct PipelineStanding(long LagRecords, int Buffered, long DuplicatesSkipped);
