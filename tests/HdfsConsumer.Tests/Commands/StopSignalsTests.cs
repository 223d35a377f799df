using System.Runtime.InteropServices;
using HdfsConsumer.Commands;

namespace HdfsConsumer.Tests.Commands;

public sealed class StopSignalsTests : IDisposable
{
    private readonly List<int> _ends = [];
    private readonly StopSignals _signals;

    public StopSignalsTests() => _signals = new StopSignals(_ends.Add);

    public void Dispose() => _signals.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public void TheFirstAsksToStop(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);
        _signals.Receive(context);

        Assert.True(_signals.Stopping.IsCancellationRequested);
        Assert.True(context.Cancel);
        Assert.Empty(_ends);
    }

    [Fact]
    public void TheSecondCtrlCEndsAtOnce()
    {
        _signals.Receive(new PosixSignalContext(PosixSignal.SIGINT));
        _signals.Receive(new PosixSignalContext(PosixSignal.SIGINT));

        Assert.Equal([ExitCode.Interrupted], _ends);
    }

    [Fact]
    public void CtrlCAfterSigtermStillAsks()
    {
        _signals.Receive(new PosixSignalContext(PosixSignal.SIGTERM));
        _signals.Receive(new PosixSignalContext(PosixSignal.SIGINT));

        Assert.Empty(_ends);
    }
}
