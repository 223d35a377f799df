using System.Diagnostics;

namespace HdfsConsumer.Observing.Serving;

/// <summary>Notes the last minutes of every pipeline and reports on them. Any thread may ask.</summary>
/// <param name="meter">Where the pipelines are.</param>
/// <param name="clock">The clock.</param>
internal sealed class StatusBoard(LandingMeter meter, TimeProvider clock)
{
    private const int DestinationsShown = 20;
    private const int SecondsOfAMinute = 60;

    private static readonly DateTimeOffset StartedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    private readonly Lock _lock = new();
    private readonly Dictionary<PipelineMetrics, History> _histories = [];
    private readonly Dictionary<PipelineMetrics, Queue<long>> _taken = [];

    /// <summary>Why the process should be started anew; empty when it need not be.</summary>
    public IReadOnlyList<string> NotLive => Readiness.NotLive(meter.Pipelines);

    /// <summary>Why it is not ready; empty when it is.</summary>
    public IReadOnlyList<string> NotReady
    {
        get
        {
            lock (_lock)
            {
                return Readiness.NotReady(meter.Pipelines, TakenInLastMinute);
            }
        }
    }

    /// <summary>Notes how all pipelines are now. To be called once a second.</summary>
    public void Note()
    {
        // The same moment for all of them, so that they can be added up.
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var pipeline in meter.Pipelines)
            {
                if (!_histories.TryGetValue(pipeline, out var history))
                {
                    _histories[pipeline] = history = new History();
                    _taken[pipeline] = new Queue<long>();
                }

                history.Note(now, pipeline.RecordsLanded.Value, pipeline.Standing.LagRecords);
                _taken[pipeline].Enqueue(pipeline.RecordsConsumed.Sum);
                if (_taken[pipeline].Count > SecondsOfAMinute)
                {
                    _taken[pipeline].Dequeue();
                }
            }
        }
    }

    /// <summary>The report.</summary>
    /// <param name="withHistory">Whether with all of the last minutes, or only with the last second.</param>
    public StatusReport Report(bool withHistory)
    {
        lock (_lock)
        {
            var notReady = Readiness.NotReady(meter.Pipelines, TakenInLastMinute);
            return new StatusReport(ProgramVersion.Text, StartedAt, clock.GetUtcNow(), notReady, [.. meter.Pipelines.Select(pipeline => Report(pipeline, withHistory))]);
        }
    }

    private PipelineReport Report(PipelineMetrics pipeline, bool withHistory)
    {
        var history = _histories.GetValueOrDefault(pipeline) ?? new History();
        var standing = pipeline.Standing;
        var doing = pipeline.Doing;
        return new PipelineReport(
            pipeline.Facts.Name,
            pipeline.Facts.Topics,
            pipeline.Facts.Sink,
            StatusReport.NameOf(doing.State),
            doing.Detail,
            Math.Round(history.RecordsPerSecond, 1),
            pipeline.RecordsConsumed.Sum,
            pipeline.RecordsLanded.Value,
            pipeline.BytesLanded.Value,
            pipeline.DuplicatesSkipped.Value,
            pipeline.RecordsDropped.Value,
            pipeline.DeadLetters.Sum,
            pipeline.RecordsLost.Sum,
            pipeline.Flushes.Value,
            pipeline.Checkpoints.Value,
            pipeline.Retries.Sum,
            pipeline.Errors.Sum,
            pipeline.Rebalances.Value,
            pipeline.Rotations.Sum,
            standing.OpenFiles,
            standing.Buffered,
            standing.BufferedBytes,
            standing.LagRecords,
            Math.Round(pipeline.Facts.Topics.Select(pipeline.LagTime).DefaultIfEmpty().Max().TotalSeconds, 3),
            LatencyOf(pipeline.RecentLatency),
            [.. standing.Partitions.Select(partition => new PartitionReport(
                partition.Topic, partition.Partition, partition.Position, partition.Landed, partition.End, partition.LagRecords))],
            pipeline.RecordsByDestination.Keys,
            Top(pipeline.RecordsByDestination.All, DestinationsShown),
            pipeline.Facts.LandsByPlace ? Top(ByCountry(pipeline.RecordsByDestination.All), int.MaxValue) : [],
            pipeline.Analytics,
            [.. pipeline.RecentDeadLetters.Reverse()],
            withHistory ? history.Points : [.. history.Points.TakeLast(1)]);
    }

    private long TakenInLastMinute(PipelineMetrics pipeline) =>
        _taken.TryGetValue(pipeline, out var taken) && taken.Count > 0 ? pipeline.RecordsConsumed.Sum - taken.Peek() : 0;

    private static LatencyReport? LatencyOf(LatencyHistogram latency) => latency.Percentile(0.5) is { } median
        ? new LatencyReport(median.TotalSeconds, latency.Percentile(0.9)!.Value.TotalSeconds, latency.Percentile(0.99)!.Value.TotalSeconds)
        : null;

    private static IReadOnlyList<NamedCount> Top(IEnumerable<KeyValuePair<string, long>> counts, int max) =>
    [
        .. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(max)
            .Select(count => new NamedCount(count.Key, count.Value)),
    ];

    private static Dictionary<string, long> ByCountry(IEnumerable<KeyValuePair<string, long>> byFolder)
    {
        var byCountry = new Dictionary<string, long>(StringComparer.Ordinal);
        var bySpan = byCountry.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (folder, records) in byFolder)
        {
            var country = folder.AsSpan(0, Math.Max(0, folder.IndexOf('/', StringComparison.Ordinal)));
            bySpan.TryGetValue(country, out var known);
            bySpan[country] = known + records;
        }

        return byCountry;
    }
}
