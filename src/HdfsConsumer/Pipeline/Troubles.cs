using HdfsConsumer.Observing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>
/// What keeps a pipeline from going on: a disk without room, a server that is gone, doubt about what there is. Counts how often in a row, says how long to
/// rest, and tells the observer when a trouble begins and when it is over.
/// </summary>
internal sealed class Troubles(TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>Doubts and disk errors without a checkpoint between them after which the pipeline gives up.</summary>
    private const int DoubtsInARowMax = 10;

    private readonly Backoff _fullDisks = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15));
    private readonly Backoff _goneServers = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15));
    private readonly Backoff _doubts = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
    private long _restsUntil;

    /// <summary>Whether nothing is to be taken or begun yet.</summary>
    public bool IsResting => clock.GetTimestamp() < _restsUntil;

    /// <summary>There was no room on the disk; returns how long to rest.</summary>
    public TimeSpan DiskFilled(DiskFullException full)
    {
        if (_fullDisks.Failures == 0)
        {
            observer.DiskFilled(full.Message);
        }

        observer.Retrying("disk");
        return Rest(_fullDisks.Failed());
    }

    /// <summary>What was to be written found room.</summary>
    public void DiskTook()
    {
        if (_fullDisks.Failures > 0)
        {
            _fullDisks.Succeeded();
            observer.DiskFreed();
        }
    }

    /// <summary>A server could not be reached; returns how long to rest.</summary>
    public TimeSpan ServerGone(ServerGoneException gone)
    {
        if (_goneServers.Failures == 0)
        {
            observer.ServerGone(gone.Server, gone.Reason);
        }

        observer.Retrying("server");
        return Rest(_goneServers.Failed());
    }

    /// <summary>The server did what it was told.</summary>
    public void ServerAnswered()
    {
        if (_goneServers.Failures > 0)
        {
            _goneServers.Succeeded();
            observer.ServerBack();
        }
    }

    /// <summary>Something is not as it was left, or may not be kept. The first time there is no rest before the pipeline starts again.</summary>
    /// <exception cref="StopException">It has been so too often: a person has to look.</exception>
    public void Doubted(string reason)
    {
        var delay = _doubts.Failed();
        if (_doubts.Failures > DoubtsInARowMax)
        {
            throw new StopException(ExitCode.DataNeedsAttention, $"Gave up after {DoubtsInARowMax} attempts: {reason}");
        }

        Rest(_doubts.Failures > 1 ? delay : TimeSpan.Zero);
    }

    /// <summary>A checkpoint has run: all that was in doubt is sure.</summary>
    public void Checkpointed() => _doubts.Succeeded();

    private TimeSpan Rest(TimeSpan delay)
    {
        _restsUntil = clock.GetTimestamp() + (long)(delay.TotalSeconds * clock.TimestampFrequency);
        return delay;
    }
}
