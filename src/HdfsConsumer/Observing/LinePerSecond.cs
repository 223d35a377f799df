namespace HdfsConsumer.Observing;

/// <summary>Decides when one kind of line is written: at once after a quiet second, else when the second is over.</summary>
/// <param name="clock">The clock.</param>
/// <param name="write">Writes the line for all events since the last one.</param>
internal sealed class LinePerSecond(TimeProvider clock, Action write)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private long? _writtenAt;
    private bool _isWaiting;

    /// <summary>An event has been added to what the line will say.</summary>
    public void Added()
    {
        _isWaiting = true;
        Tick();
    }

    /// <summary>Writes the line if one waits and the second is over.</summary>
    public void Tick()
    {
        if (_isWaiting && (_writtenAt is not { } writtenAt || clock.GetElapsedTime(writtenAt) >= Second))
        {
            Flush();
        }
    }

    /// <summary>Writes the line if one waits.</summary>
    public void Flush()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            _writtenAt = clock.GetTimestamp();
            write();
        }
    }
}
