namespace HdfsConsumer.Producing.Sources;

/// <summary>Spreads what is made up over time, from now on.</summary>
/// <param name="perSecond">How many a second; null for as fast as it goes.</param>
/// <param name="clock">What time it is.</param>
/// <param name="stop">Ends the waiting.</param>
internal sealed class Pace(double? perSecond, TimeProvider clock, CancellationToken stop)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>Waits until it is time for one of them. False when it was stopped meanwhile.</summary>
    /// <param name="number">Its number, from 0.</param>
    public bool WaitFor(long number)
    {
        var ahead = perSecond is { } rate ? TimeSpan.FromSeconds(number / rate) - clock.GetElapsedTime(_began) : TimeSpan.Zero;
        return ahead <= TimeSpan.Zero || !stop.WaitHandle.WaitOne(ahead);
    }
}
