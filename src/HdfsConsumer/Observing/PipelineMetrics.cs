using System.Collections.Concurrent;

namespace HdfsConsumer.Observing;

/// <summary>What a pipeline is, for those who look at it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Topics">The topics that it lands.</param>
/// <param name="Sink">How it lands them, in a word.</param>
/// <param name="LandsByPlace">Whether its folders are countries, with cities in them.</param>
internal sealed record PipelineFacts(string Name, IReadOnlyList<string> Topics, string Sink, bool LandsByPlace);

/// <summary>A record that was put aside.</summary>
/// <param name="Time">When.</param>
/// <param name="Position">Where it is: <c>topic[partition]@offset</c>.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record PutAsideRecord(DateTimeOffset Time, string Position, string Reason);

/// <summary>
/// What a pipeline has done since the process began, and how it stands. The pipeline's thread and the Kafka client's tell it; any thread
/// may read it at any time and holds none of them back.
/// </summary>
internal sealed class PipelineMetrics
{
    /// <summary>Destinations that are counted one by one: a bound for the memory, above which records count only in the sum.</summary>
    private const int DestinationsMax = 100_000;

    private const int DeadLettersKept = 10;

    private static readonly TimeSpan StandingInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StandsFor = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _clock;
    private readonly LandingMeter _meter;
    private readonly KeyValuePair<string, object?> _label;
    private readonly RecentLatency _latency;
    private readonly ConcurrentQueue<PutAsideRecord> _recentDeadLetters = new();
    private PipelineStanding _standing = PipelineStanding.None;
    private AnalyticsReport? _analytics;
    private Status _status = new(PipelineState.Starting, "");
    private long _turnedAt;
    private long _stoodAt;

    /// <summary>Begins with nothing; <see cref="LandingMeter.Add"/> makes one that is seen.</summary>
    public PipelineMetrics(PipelineFacts facts, LandingMeter meter, TimeProvider clock)
    {
        Facts = facts;
        _meter = meter;
        _clock = clock;
        _latency = new RecentLatency(clock);
        _label = new(LandingMeter.PipelineLabel, facts.Name);
        _turnedAt = clock.GetTimestamp();
    }

    /// <summary>What the pipeline is.</summary>
    public PipelineFacts Facts { get; }

    /// <summary>Records taken, by topic.</summary>
    public CountBy<string> RecordsConsumed { get; } = new();

    /// <summary>Bytes of their values, by topic.</summary>
    public CountBy<string> BytesConsumed { get; } = new();

    /// <summary>Records landed, dead letters not included.</summary>
    public Count RecordsLanded { get; } = new();

    /// <summary>Bytes of their lines or rows.</summary>
    public Count BytesLanded { get; } = new();

    /// <summary>Records landed, by destination.</summary>
    public CountBy<string> RecordsByDestination { get; } = new(DestinationsMax);

    /// <summary>Records dropped because they were landed already.</summary>
    public Count DuplicatesSkipped { get; } = new();

    /// <summary>Records that a rule leaves out.</summary>
    public Count RecordsDropped { get; } = new();

    /// <summary>Records put aside, by topic and kind of reason.</summary>
    public CountBy<(string Topic, string Reason)> DeadLetters { get; } = new();

    /// <summary>Batches written.</summary>
    public Count Flushes { get; } = new();

    /// <summary>Checkpoints done.</summary>
    public Count Checkpoints { get; } = new();

    /// <summary>Data files closed.</summary>
    public CountBy<string> Rotations { get; } = new();

    /// <summary>Steps that had to be done again, by step.</summary>
    public CountBy<string> Retries { get; } = new();

    /// <summary>What went wrong, by kind.</summary>
    public CountBy<string> Errors { get; } = new();

    /// <summary>How often the group's partitions were given anew.</summary>
    public Count Rebalances { get; } = new();

    /// <summary>Records that retention removed before they were landed, by topic.</summary>
    public CountBy<string> RecordsLost { get; } = new();

    /// <summary>How it stood not more than about a second ago.</summary>
    public PipelineStanding Standing => Volatile.Read(ref _standing);

    /// <summary>What it has counted by its last summary; null for one that does not count, and before the first.</summary>
    public AnalyticsReport? Analytics => Volatile.Read(ref _analytics);

    /// <summary>What it is doing, and a word on it where one is needed.</summary>
    public Status Doing
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    /// <summary>How long ago it last went through its loop.</summary>
    public TimeSpan SinceTurn => _clock.GetElapsedTime(Interlocked.Read(ref _turnedAt));

    /// <summary>How long the records of the last minute took, from Kafka's timestamp to landed.</summary>
    public LatencyHistogram RecentLatency => _latency.Whole();

    /// <summary>The last records that were put aside, the oldest first.</summary>
    public IReadOnlyList<PutAsideRecord> RecentDeadLetters => [.. _recentDeadLetters];

    /// <summary>Whether somebody looks: else what costs more than adding a number is left out.</summary>
    public bool IsWatched => _meter.IsWatched;

    /// <summary>How far behind a topic's partitions are in time: the age of the last record taken of the one furthest behind, where there are later ones.</summary>
    public TimeSpan LagTime(string topic)
    {
        // As it stood then; of a pipeline that has not told for long, as it is by now.
        var sinceStood = _clock.GetElapsedTime(Interlocked.Read(ref _stoodAt));
        var asOf = _clock.GetUtcNow() - (sinceStood < StandsFor ? sinceStood : TimeSpan.Zero);
        var oldest = Standing.Partitions
            .Where(partition => partition.Topic == topic && partition.LagRecords > 0)
            .Min(partition => partition.LastTimestampMs);
        return oldest is { } timestamp ? TimeSpan.FromMilliseconds(Math.Max(0, asOf.ToUnixTimeMilliseconds() - timestamp)) : TimeSpan.Zero;
    }

    /// <summary>Records were written.</summary>
    public void Wrote(string destination, int records, long bytes)
    {
        RecordsLanded.Add(records);
        BytesLanded.Add(bytes);
        RecordsByDestination.Add(destination, records);
    }

    /// <summary>A batch was written, or found landed.</summary>
    public void Flushed(in FlushOutcome outcome)
    {
        Flushes.Add(1);
        _meter.FlushDuration.Record(outcome.Took.TotalSeconds, _label);
        _meter.BatchRecords.Record(outcome.Records + outcome.DuplicatesSkipped, _label);
    }

    /// <summary>A checkpoint was done.</summary>
    public void Checkpointed(TimeSpan took)
    {
        Checkpoints.Add(1);
        _meter.CheckpointDuration.Record(took.TotalSeconds, _label);
    }

    /// <summary>A record is written, so long after its timestamp.</summary>
    public void Landing(TimeSpan sinceTimestamp)
    {
        _latency.Add(sinceTimestamp);
        _meter.RecordLatency.Record(Math.Max(0, sinceTimestamp.TotalSeconds), _label);
    }

    /// <summary>A record was put aside.</summary>
    public void PutAside(string topic, string kind, string position, string reason)
    {
        DeadLetters.Add((topic, kind), 1);
        _recentDeadLetters.Enqueue(new PutAsideRecord(_clock.GetUtcNow(), position, reason));
        while (_recentDeadLetters.Count > DeadLettersKept)
        {
            _recentDeadLetters.TryDequeue(out _);
        }
    }

    /// <summary>A summary was made.</summary>
    public void Summarised(AnalyticsSummary summary) => Volatile.Write(ref _analytics, AnalyticsReport.Of(summary));

    /// <summary>A turn of the loop is over; <paramref name="standing"/> is asked at most once a second, and only when somebody looks.</summary>
    public void Turned(Func<PipelineStanding> standing)
    {
        var now = _clock.GetTimestamp();
        Interlocked.Exchange(ref _turnedAt, now);
        if (IsWatched && (_stoodAt == 0 || _clock.GetElapsedTime(_stoodAt, now) >= StandingInterval))
        {
            Stands(standing());
            _latency.Advance();
        }
    }

    /// <summary>A run of the pipeline begins: what its sink counts begins at 0.</summary>
    public void Began() => Stands(PipelineStanding.None);

    /// <summary>This is how it stands.</summary>
    public void Stands(PipelineStanding standing)
    {
        var before = Standing;
        Interlocked.Exchange(ref _stoodAt, _clock.GetTimestamp());
        Volatile.Write(ref _standing, standing);
        DuplicatesSkipped.Add(Math.Max(0, standing.DuplicatesSkipped - before.DuplicatesSkipped));
        foreach (var (cause, files) in standing.RotationsByCause)
        {
            Rotations.Add(cause, Math.Max(0, files - before.RotationsByCause.GetValueOrDefault(cause)));
        }
    }

    /// <summary>What a pipeline is doing.</summary>
    /// <param name="State">In a word.</param>
    /// <param name="Detail">Why, in a sentence, or empty.</param>
    internal sealed record Status(PipelineState State, string Detail);
}
