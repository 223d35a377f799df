using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;

namespace HdfsConsumer.Orchestrating;

/// <summary>One landing from beginning to end: its log, its broker where it brings one of its own, its pipeline.</summary>
/// <param name="settings">The checked settings.</param>
/// <param name="output">Where the table of a trial goes.</param>
internal sealed class Landing(LandingSettings settings, TextWriter output)
{
    /// <summary>Lands until told to stop, or to the end where the settings say so; returns the exit code.</summary>
    /// <exception cref="StopException">A person is needed.</exception>
    public int Run(CancellationToken stopping)
    {
        using var log = LogSetup.ToStandardError(settings.LogLevel);
        var landingLog = new LandingLog(log);
        var observer = new LandingObserver(landingLog, TimeProvider.System, settings.Monitoring);
        _ = output;
        new PipelineFactory(settings, TimeProvider.System, observer).Run(stopping);
        return ExitCode.Done;
    }
}
