using System.Globalization;

namespace HdfsConsumer.Observing;

/// <summary>What <c>--monitoring</c> tells every ten seconds: rates, latency, batches, places, troubles and lag.</summary>
/// <param name="log">Where to.</param>
/// <param name="clock">The clock.</param>
/// <param name="recordsByFolder">Records written so far, by folder.</param>
/// <param name="isOneOfSeveral">Whether other pipelines report too: then one line has to do.</param>
internal sealed class Monitor(LandingLog log, TimeProvider clock, CountBy<string> recordsByFolder, bool isOneOfSeveral)
{
    private const int PlacesShown = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly LatencyHistogram _latency = new();
    private readonly long _began = clock.GetTimestamp();
    private long _reported = clock.GetTimestamp();
    private long _records;
    private long _recordsReported;
    private long _flushes;
    private long _flushesReported;

    /// <summary>Errors and retries so far: whatever was said as a warning.</summary>
    public long Troubles { get; set; }

    /// <summary>Dead letters so far.</summary>
    public long DeadLetters { get; set; }

    /// <summary>A record is written, so long after its timestamp.</summary>
    public void Landing(TimeSpan sinceTimestamp) => _latency.Add(sinceTimestamp);

    /// <summary>Records were written.</summary>
    public void Wrote(int records) => _records += records;

    /// <summary>A batch was written.</summary>
    public void Flushed() => _flushes++;

    /// <summary>Reports when it is time.</summary>
    public void Turned(Func<PipelineStanding> standing)
    {
        var elapsed = clock.GetElapsedTime(_reported);
        if (elapsed >= Interval)
        {
            Report(standing(), elapsed);
            _reported = clock.GetTimestamp();
            _recordsReported = _records;
            _flushesReported = _flushes;
            _latency.Clear();
        }
    }

    private void Report(PipelineStanding standing, TimeSpan elapsed)
    {
        var records = _records - _recordsReported;
        if (isOneOfSeveral)
        {
            log.Monitored("Status", Invariant(
                $"{records / elapsed.TotalSeconds:0.0} msg/sec now, {_records} messages to {recordsByFolder.Keys} locations, {DeadLetters} dead letters, {Troubles} errors and retries, lag {standing.LagRecords} records"));
            return;
        }

        var flushes = _flushes - _flushesReported;
        log.Monitored("Throughput", Invariant(
            $"{records / elapsed.TotalSeconds:0.0} msg/sec now, {_records / clock.GetElapsedTime(_began).TotalSeconds:0.0} msg/sec avg, {_records} messages in all"));
        log.Monitored("Latency", _latency.Percentile(0.5) is { } median
            ? Invariant($"p50 {median.TotalMilliseconds:0} ms, p99 {_latency.Percentile(0.99)!.Value.TotalMilliseconds:0} ms from record timestamp to file")
            : "no records");
        log.Monitored("Batches", Invariant(
            $"{flushes / elapsed.TotalMinutes:0.0} flushes/min, {(flushes == 0 ? 0 : (double)records / flushes):0.0} records each, {standing.Buffered} records waiting"));
        var byFolder = recordsByFolder.All.ToList();
        log.Monitored("Countries", Top(byFolder.GroupBy(folder => folder.Key.Split('/')[0]).Select(country => (country.Key, country.Sum(folder => folder.Value)))));
        log.Monitored("Cities", Top(byFolder.Select(folder => (folder.Key, folder.Value))));
        log.Monitored("Health", Invariant(
            $"{Troubles} errors and retries, {DeadLetters} dead letters, {standing.DuplicatesSkipped} duplicates skipped, lag {standing.LagRecords} records"));
    }

    private static string Top(IEnumerable<(string Place, long Records)> places)
    {
        var all = places.OrderByDescending(place => place.Records).ThenBy(place => place.Place, StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", all.Take(PlacesShown).Select(place => Invariant($"{place.Place} {place.Records}")));
        return all.Count > PlacesShown ? Invariant($"{shown} and {all.Count - PlacesShown} more") : shown;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
