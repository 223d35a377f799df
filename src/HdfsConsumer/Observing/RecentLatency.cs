namespace HdfsConsumer.Observing;

/// <summary>Latencies of about the last minute. One thread adds, any may ask; what is asked for while it is added may lack the last ones.</summary>
/// <param name="clock">The clock.</param>
internal sealed class RecentLatency(TimeProvider clock)
{
    private const int SpansKept = 6;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly LatencyHistogram[] _spans = [.. Enumerable.Range(0, SpansKept).Select(_ => new LatencyHistogram())];
    private readonly long _began = clock.GetTimestamp();
    private long _span;

    /// <summary>Counts a time.</summary>
    public void Add(TimeSpan time) => _spans[_span % SpansKept].Add(time);

    /// <summary>Lets go of what is too old. To be called now and then by the thread that adds.</summary>
    public void Advance()
    {
        var now = clock.GetElapsedTime(_began).Ticks / Span.Ticks;
        for (var missed = Math.Min(now - _span, SpansKept); missed > 0; missed--)
        {
            _spans[(now - missed + 1) % SpansKept].Clear();
        }

        _span = now;
    }

    /// <summary>All of them together.</summary>
    public LatencyHistogram Whole()
    {
        var whole = new LatencyHistogram();
        foreach (var span in _spans)
        {
            whole.Add(span);
        }

        return whole;
    }
}
