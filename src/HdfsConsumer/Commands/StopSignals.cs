using System.Runtime.InteropServices;

namespace HdfsConsumer.Commands;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a request to stop, so that what is in memory can be written. A second Ctrl-C ends the process
/// at once with <see cref="ExitCode.Interrupted"/>, which loses nothing either: the records are read again.
/// </summary>
/// <param name="endAtOnce">Ends the process with an exit code.</param>
internal sealed class StopSignals(Action<int> endAtOnce) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _interrupts;

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins to listen to the signals of this process.</summary>
    public static StopSignals Listen()
    {
        var signals = new StopSignals(Environment.Exit);
        signals._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signals.Receive));
        signals._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signals.Receive));
        return signals;
    }

    /// <summary>A signal has come.</summary>
    public void Receive(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (signal.Signal == PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
        {
            endAtOnce(ExitCode.Interrupted);
        }

        _stopping.Cancel();
    }

    /// <summary>Leaves the signals to the system again.</summary>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
    }
}
