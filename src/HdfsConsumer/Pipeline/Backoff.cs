namespace HdfsConsumer.Pipeline;

/// <summary>Delays between attempts: each twice the one before, up to a bound.</summary>
/// <param name="first">The first delay.</param>
/// <param name="longest">The bound.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>An attempt failed; returns how long to wait before the next.</summary>
    public TimeSpan Failed()
    {
        var delay = first * Math.Pow(2, Math.Min(Failures, 30));
        Failures++;
        return delay < longest ? delay : longest;
    }

    /// <summary>An attempt succeeded.</summary>
    public void Succeeded() => Failures = 0;
}
