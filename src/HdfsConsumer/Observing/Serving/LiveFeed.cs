using System.Text.Json;

namespace HdfsConsumer.Observing.Serving;

/// <summary>
/// Makes one event a second of how everything stands, for all that look: one that is slow gets the newest when it is ready for another, and
/// misses those between. Nothing that a listener does or leaves holds anything back but its own connection.
/// </summary>
internal sealed class LiveFeed : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly StatusBoard _board;
    private readonly PeriodicTimer _timer;
    private readonly Task _running;
    private TaskCompletionSource<byte[]> _next = NewSource();
    private int _listeners;

    /// <summary>Begins.</summary>
    public LiveFeed(StatusBoard board, TimeProvider clock)
    {
        _board = board;
        _timer = new PeriodicTimer(Interval, clock);
        _running = RunAsync();
    }

    /// <summary>The next event, as it is sent: see https://html.spec.whatwg.org/multipage/server-sent-events.html.</summary>
    public Task<byte[]> Next => Volatile.Read(ref _next).Task;

    /// <summary>Somebody begins to listen; false when there are too many already.</summary>
    /// <param name="listenersMax">How many may.</param>
    public bool TryJoin(int listenersMax)
    {
        if (Interlocked.Increment(ref _listeners) <= listenersMax)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Somebody listens no more.</summary>
    public void Leave() => Interlocked.Decrement(ref _listeners);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _running.GetAwaiter().GetResult();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            _board.Note();
            if (Volatile.Read(ref _listeners) > 0)
            {
                Interlocked.Exchange(ref _next, NewSource()).SetResult(EventOf(_board.Report(withHistory: false)));
            }
        }
    }

    private static byte[] EventOf(StatusReport report) =>
        [.. "event: status\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(report, StatusJson.Default.StatusReport), .. "\n\n"u8];

    // Listeners go on in threads of their own.
    private static TaskCompletionSource<byte[]> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
