namespace HdfsConsumer.Observing.Serving;

/// <summary>The last minutes of a pipeline, second by second. To be used by one thread at a time.</summary>
internal sealed class History
{
    /// <summary>Seconds that are kept.</summary>
    public const int Seconds = 300;

    private const int RateSeconds = 5;

    private readonly Queue<HistoryPoint> _points = new();
    private long _landed;
    private DateTimeOffset? _notedAt;

    /// <summary>Records landed a second, over the last five seconds.</summary>
    public double RecordsPerSecond => _points.Count == 0 ? 0 : _points.TakeLast(RateSeconds).Average(point => point.RecordsPerSecond);

    /// <summary>The points, the oldest first.</summary>
    public IReadOnlyList<HistoryPoint> Points => [.. _points];

    /// <summary>Notes how it is now. To be called once a second.</summary>
    public void Note(DateTimeOffset now, long landed, long lagRecords)
    {
        if (_notedAt is { } before && now > before)
        {
            _points.Enqueue(new HistoryPoint(now.ToUnixTimeMilliseconds() / 1000.0, Math.Round((landed - _landed) / (now - before).TotalSeconds, 1), lagRecords));
            if (_points.Count > Seconds)
            {
                _points.Dequeue();
            }
        }

        (_landed, _notedAt) = (landed, now);
    }
}

/// <summary>A second of a pipeline.</summary>
/// <param name="Time">When it ended, seconds since 1970 UTC.</param>
/// <param name="RecordsPerSecond">Records landed a second.</param>
/// <param name="LagRecords">Records that were not taken yet.</param>
internal sealed record HistoryPoint(double Time, double RecordsPerSecond, long LagRecords);
