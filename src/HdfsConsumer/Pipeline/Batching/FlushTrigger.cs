namespace HdfsConsumer.Pipeline.Batching;

/// <summary>Says when a batch is to be written: by its records, its bytes, its age, or the delay after a failed attempt.</summary>
internal sealed class FlushTrigger(TimeProvider clock, int recordsMax, long bytesMax, TimeSpan interval)
{
    private int _added;
    private long? _firstRecordAt;
    private long? _retryAt;

    /// <summary>How long until time alone makes a flush due.</summary>
    public TimeSpan UntilDue => (_retryAt, _firstRecordAt) switch
    {
        ({ } retryAt, _) => Until(retryAt),
        (_, { } first) => Until(first + Ticks(interval)),
        _ => TimeSpan.MaxValue,
    };

    /// <summary>Whether as many records came since the last attempt as a batch may have, or the memory is full.</summary>
    public bool IsFull(RecordBatch batch) => _added >= recordsMax || batch.Bytes >= bytesMax;

    /// <summary>Whether a flush is due.</summary>
    public bool IsDue(RecordBatch batch) =>
        !batch.IsEmpty && (UntilDue <= TimeSpan.Zero || _added >= recordsMax || (_retryAt is null && batch.Bytes >= bytesMax));

    /// <summary>Whether no delay after a failed attempt goes on.</summary>
    public bool MayTry => _retryAt is not { } retryAt || Until(retryAt) <= TimeSpan.Zero;

    /// <summary>A record was added.</summary>
    public void Added()
    {
        _added++;
        _firstRecordAt ??= clock.GetTimestamp();
    }

    /// <summary>Everything was written, or dropped.</summary>
    public void Emptied()
    {
        _added = 0;
        _firstRecordAt = _retryAt = null;
    }

    /// <summary>Something could not be written and is to be tried again after this delay.</summary>
    public void RetryAfter(TimeSpan delay)
    {
        _added = 0;
        _retryAt = clock.GetTimestamp() + Ticks(delay);
    }

    private TimeSpan Until(long timestamp) => TimeSpan.FromSeconds((timestamp - clock.GetTimestamp()) / (double)clock.TimestampFrequency);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
