using System.Globalization;

namespace HdfsConsumer.Observing;

/// <summary>Tells the operator what a pipeline does: as log lines, and as a report where it is asked for.</summary>
internal sealed class LandingObserver : IPipelineObserver
{
    private const int TopShown = 3;

    private readonly LandingLog _log;
    private readonly PipelineMetrics _metrics;
    private readonly SummedLines _lines;
    private readonly Monitor? _monitor;
    private readonly TimeProvider _clock;
    private readonly Dashboard? _dashboard;
    private readonly List<AssignedPartition> _begun = [];
    private readonly long _began;
    private string _address = string.Empty;
    private long _landed;
    private long _deadLetters;
    private long _dropped;
    private long _lost;
    private long _goneAt;
    private long _fullAt;
    private string _server = string.Empty;
    private long _serverGoneAt;

    /// <summary>Begins to tell.</summary>
    public LandingObserver(
        LandingLog log, PipelineMetrics metrics, TimeProvider clock, bool withMonitoring, bool isOneOfSeveral = false, Dashboard? dashboard = null)
    {
        _log = log;
        _metrics = metrics;
        _clock = clock;
        _dashboard = dashboard;
        _lines = new SummedLines(log, clock);
        _monitor = withMonitoring ? new Monitor(log, clock, metrics.RecordsByDestination, isOneOfSeveral) : null;
        _began = clock.GetTimestamp();
    }

    /// <summary>Begins to tell of work that nobody looks at from outside.</summary>
    public LandingObserver(LandingLog log, TimeProvider clock)
        : this(log, new LandingMeter(clock).Add(new PipelineFacts("", [], "", LandsByPlace: false)), clock, withMonitoring: false)
    {
    }

    /// <inheritdoc/>
    public bool WantsLatency => _monitor is not null || _metrics.IsWatched;

    /// <inheritdoc/>
    public void Connected(string address)
    {
        _address = address;
        _log.Connected(address);
        _metrics.Began();
        _metrics.Doing = new(PipelineState.Running, "");
    }

    /// <inheritdoc/>
    public void Subscribed(IReadOnlyList<string> topics) => _log.Subscribed(topics);

    /// <inheritdoc/>
    public void Took(string topic, long records, long bytes)
    {
        _metrics.RecordsConsumed.Add(topic, records);
        _metrics.BytesConsumed.Add(topic, bytes);
    }

    /// <inheritdoc/>
    public void Landing(TimeSpan sinceTimestamp)
    {
        _monitor?.Landing(sinceTimestamp);
        _metrics.Landing(sinceTimestamp);
    }

    /// <inheritdoc/>
    public void Wrote(string folder, int records, long bytes, bool areDeadLetters)
    {
        _landed += records;
        _lines.Processed(records, folder);
        _monitor?.Wrote(records);
        if (!areDeadLetters)
        {
            _metrics.Wrote(folder, records, bytes);
        }
    }

    /// <inheritdoc/>
    public void Flushed(in FlushOutcome outcome)
    {
        _metrics.Flushed(outcome);
        if (outcome.Records == 0)
        {
            return;
        }

        _lines.BatchFlushed();
        _lines.Performance(_landed / Math.Max(0.001, _clock.GetElapsedTime(_began).TotalSeconds));
        _monitor?.Flushed();
    }

    /// <inheritdoc/>
    public void Retrying(string step) => _metrics.Retries.Add(step, 1);

    /// <inheritdoc/>
    public void Rotated(int files, string lastFolder) => _lines.Rotated(files, lastFolder);

    /// <inheritdoc/>
    public void Turned(Func<PipelineStanding> standing)
    {
        _lines.Tick();
        _monitor?.Turned(standing);
        _metrics.Turned(standing);
    }

    /// <inheritdoc/>
    public void PutAside(string topic, int partition, long offset, string kind, string reason)
    {
        _deadLetters++;
        var position = string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition}]@{offset}");
        _metrics.PutAside(topic, kind, position, reason);
        _lines.DeadLetter(position, reason);
        if (_monitor is not null)
        {
            _monitor.DeadLetters++;
        }
    }

    /// <inheritdoc/>
    public void Dropped()
    {
        _dropped++;
        _metrics.RecordsDropped.Add(1);
    }

    /// <inheritdoc/>
    public void DiskFilled(string message)
    {
        _fullAt = _clock.GetTimestamp();
        CountTrouble("disk_full");
        _metrics.Doing = new(PipelineState.Waiting, "The disk is full.");
        _log.DiskFull(message);
    }

    /// <inheritdoc/>
    public void DiskFreed()
    {
        _metrics.Doing = new(PipelineState.Running, "");
        _log.DiskHasSpace(_clock.GetElapsedTime(_fullAt));
    }

    /// <inheritdoc/>
    public void ServerGone(string server, string reason)
    {
        _server = server;
        _serverGoneAt = _clock.GetTimestamp();
        CountTrouble("server_gone");
        _metrics.Doing = new(PipelineState.Waiting, $"{server} does not answer.");
        _log.ServerGone(server, reason);
    }

    /// <inheritdoc/>
    public void ServerBack()
    {
        _metrics.Doing = new(PipelineState.Running, "");
        _log.ServerBack(_server, _clock.GetElapsedTime(_serverGoneAt));
    }

    /// <inheritdoc/>
    public void WaitedForLock(TimeSpan duration)
    {
        CountTrouble("lock_awaited");
        _log.LockAwaited(duration);
    }

    /// <inheritdoc/>
    public void StartedAgain(string reason)
    {
        CountTrouble("started_again");
        _log.StartingAgain(reason);
    }

    /// <inheritdoc/>
    public void Checkpointed(TimeSpan took)
    {
        _metrics.Checkpointed(took);
        _log.Checkpointed();
    }

    /// <inheritdoc/>
    public void Began(string topic, int partition, long offset, string reason) =>
        _begun.Add(new AssignedPartition(topic, partition, offset, reason));

    /// <inheritdoc/>
    public void LostToRetention(string topic, int partition, long records)
    {
        _lost += records;
        CountTrouble("data_loss");
        _metrics.RecordsLost.Add(topic, records);
        _log.RecordsLost(string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition}]"), records);
    }

    /// <inheritdoc/>
    public void Rebalanced() => _metrics.Rebalances.Add(1);

    /// <inheritdoc/>
    public void Assigned(int partitions)
    {
        if (_begun.Count > 0)
        {
            _log.PartitionsAssigned(_begun, partitions);
            _begun.Clear();
        }
        else if (partitions == 0)
        {
            _log.NoPartitions();
        }
    }

    /// <inheritdoc/>
    public void Revoked(int partitions, bool inOrder)
    {
        if (inOrder)
        {
            _log.PartitionsRevoked(partitions);
        }
        else
        {
            CountTrouble("partitions_lost");
            _log.PartitionsLost(partitions);
        }
    }

    /// <inheritdoc/>
    public void TopicMissing(string topic, string? near) => _log.TopicMissing(topic, near);

    /// <inheritdoc/>
    public void BrokerGone(string reason)
    {
        _goneAt = _clock.GetTimestamp();
        CountTrouble("broker_gone");
        _metrics.Doing = new(PipelineState.Waiting, "No broker can be reached.");
        _log.BrokerGone(_address, reason);
    }

    /// <inheritdoc/>
    public void BrokerBack()
    {
        _metrics.Doing = new(PipelineState.Running, "");
        _log.BrokerBack(_address, _clock.GetElapsedTime(_goneAt));
    }

    /// <inheritdoc/>
    public void ClientSaid(string line) => _log.ClientSaid(line);

    /// <inheritdoc/>
    public void Summarised(AnalyticsSummary summary)
    {
        _metrics.Summarised(summary);
        if (_dashboard is null)
        {
            _log.Summarised(summary.Records, InWords(summary));
        }
        else
        {
            _dashboard.Show(summary);
        }
    }

    /// <inheritdoc/>
    public void Ended(PipelineStanding standing)
    {
        _lines.Flush();
        _metrics.Stands(standing);
        _metrics.Doing = new(PipelineState.Ended, "");
        _log.Stopped(_landed - _deadLetters, _dropped, standing.DuplicatesSkipped, _deadLetters, _lost, _clock.GetElapsedTime(_began));
    }

    private static string InWords(AnalyticsSummary summary) => string.Join("; ", summary.Top
        .Select(top => $"{top.Name}: {string.Join(", ", top.Values.Take(TopShown).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Value} {value.Count}")))}")
        .Concat(summary.Distinct.Select(field => string.Create(CultureInfo.InvariantCulture, $"{(field.Approximate ? "about " : "")}{field.Count} different {field.Field}"))));

    private void CountTrouble(string kind)
    {
        _metrics.Errors.Add(kind, 1);
        if (_monitor is not null)
        {
            _monitor.Troubles++;
        }
    }
}
