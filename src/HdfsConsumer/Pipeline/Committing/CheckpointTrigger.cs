namespace HdfsConsumer.Pipeline.Committing;

/// <summary>Says when a checkpoint is to run: an interval after the last one.</summary>
internal sealed class CheckpointTrigger(TimeProvider clock, TimeSpan interval)
{
    private long _from = clock.GetTimestamp();
    private TimeSpan? _retryDelay;

    /// <summary>How long until one is due.</summary>
    public TimeSpan UntilDue => (_retryDelay ?? interval) - clock.GetElapsedTime(_from);

    /// <summary>Whether one is due.</summary>
    public bool IsDue => UntilDue <= TimeSpan.Zero;

    /// <summary>One has run, and is due again after the interval.</summary>
    public void Ran() => Begin(retryDelay: null);

    /// <summary>One could not run and is to be tried again after this delay.</summary>
    public void RetryAfter(TimeSpan delay) => Begin(delay);

    private void Begin(TimeSpan? retryDelay)
    {
        _from = clock.GetTimestamp();
        _retryDelay = retryDelay;
    }
}
