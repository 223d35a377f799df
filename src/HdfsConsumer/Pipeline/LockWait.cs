using HdfsConsumer.Observing;

namespace HdfsConsumer.Pipeline;

/// <summary>Reports a lock that another instance holds for long: it may be stopped.</summary>
internal sealed class LockWait(TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>A holder needs no longer than a slow sync; beyond this it is reported, and again after as long.</summary>
    private static readonly TimeSpan ReportAfter = TimeSpan.FromSeconds(10);

    private long? _since;
    private TimeSpan _reportAt = ReportAfter;

    /// <summary>An attempt was made; whether it got the locks that it needed.</summary>
    public void Tried(bool gotAll)
    {
        if (gotAll)
        {
            _since = null;
            _reportAt = ReportAfter;
            return;
        }

        _since ??= clock.GetTimestamp();
        var waited = clock.GetElapsedTime(_since.Value);
        if (waited >= _reportAt)
        {
            _reportAt += ReportAfter;
            observer.WaitedForLock(waited);
        }
    }
}
