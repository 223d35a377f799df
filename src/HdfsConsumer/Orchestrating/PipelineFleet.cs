using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;

namespace HdfsConsumer.Orchestrating;

/// <summary>
/// Several pipelines side by side in one process, each with a consumer, a thread and a log of its own: what fails in one does not
/// touch the others.
/// </summary>
/// <param name="pipelines">Their settings, in the order in which they are started.</param>
/// <param name="logFolder">The folder of their logs; made if there is none.</param>
internal sealed class PipelineFleet(IReadOnlyList<LandingSettings> pipelines, string logFolder)
{
    /// <summary>
    /// Runs them until they are told to stop, or all have reached the end where the settings say so, or have given up. Returns the exit code of the
    /// first one that gave up, else 0.
    /// </summary>
    /// <exception cref="StopException">The folder of their logs cannot be used, or no broker of any of them answers.</exception>
    public int Run(CancellationToken stopping)
    {
        OpenLogFolder();
        RequireABroker(stopping);
        using var log = LogSetup.ToStandardError(pipelines[0].LogLevel);
        using var watching = new Watching(pipelines, new LandingLog(log));
        var dashboard = Dashboard.OnTerminal();
        var first = ExitCode.Done;
        var threads = pipelines.Zip(watching.Metrics, (pipeline, metrics) => new Thread(() =>
        {
            var code = Run(pipeline, metrics, log, dashboard, stopping);
            Interlocked.CompareExchange(ref first, code, ExitCode.Done);
        })
        { Name = pipeline.Pipeline }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return first;
    }

    // Logging itself would go on without the files, and say nothing.
    private void OpenLogFolder()
    {
        try
        {
            Directory.CreateDirectory(logFolder);
            using var trial = File.Open(Path.Combine(logFolder, $"{pipelines[0].Pipeline}.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.WrongUsage, $"--log-dir {logFolder} cannot be written: {e.Message} Choose another folder, or give this user the right to write there.", e);
        }
    }

    /// <summary>One pipeline's broker may be away for a while; when none answers at the start, more likely an address is wrong.</summary>
    private void RequireABroker(CancellationToken stopping)
    {
        StopException? trouble = null;
        foreach (var pipeline in pipelines.DistinctBy(pipeline => pipeline.Kafka.BootstrapServers))
        {
            try
            {
                PipelineFactory.Reach(pipeline, stopping);
                return;
            }
            catch (StopException e) when (e.ExitCode == ExitCode.Unreachable)
            {
                trouble ??= e;
            }
        }

        throw trouble!;
    }

    private int Run(LandingSettings pipeline, PipelineMetrics metrics, Serilog.ILogger shared, Dashboard? dashboard, CancellationToken stopping)
    {
        using var log = LogSetup.ForPipeline(shared, pipeline.Pipeline, logFolder, pipeline.LogLevel);
        var told = new LandingLog(log);
        var keeper = new PipelineKeeper(
            stop => new PipelineFactory(
                pipeline, TimeProvider.System, new LandingObserver(told, metrics, TimeProvider.System, pipeline.Monitoring, isOneOfSeveral: true, dashboard)).Run(stop),
            told,
            metrics,
            TimeProvider.System);
        return keeper.Keep(pause => !stopping.WaitHandle.WaitOne(pause), stopping);
    }
}
