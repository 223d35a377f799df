using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;

namespace HdfsConsumer.Orchestrating;

/// <summary>
/// Keeps one of several pipelines at work: one that fails is started again after a pause, a bounded number of times. What only a
/// person can mend is not tried again.
/// </summary>
/// <param name="run">Runs it until it is told to stop or has reached the end.</param>
/// <param name="log">Where its troubles are told.</param>
/// <param name="metrics">Where its state is told.</param>
/// <param name="clock">The clock.</param>
internal sealed class PipelineKeeper(Action<CancellationToken> run, LandingLog log, PipelineMetrics metrics, TimeProvider clock)
{
    /// <summary>How often it is started again without a good run between.</summary>
    public const int RestartsMax = 5;

    /// <summary>A run of this length was good: what fails after it has nothing to do with what failed before.</summary>
    public static readonly TimeSpan GoodRun = TimeSpan.FromMinutes(10);

    /// <summary>Runs it; returns the exit code.</summary>
    /// <param name="wait">Waits so long; false when it is to stop instead.</param>
    /// <param name="stop">When it is to stop.</param>
    public int Keep(Func<TimeSpan, bool> wait, CancellationToken stop)
    {
        var pauses = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        while (true)
        {
            var began = clock.GetTimestamp();
            try
            {
                run(stop);
                return ExitCode.Done;
            }
            catch (StopException e) when (e.ExitCode == ExitCode.Done)
            {
                // Stopped as it was told, before it had begun.
                return ExitCode.Done;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (clock.GetElapsedTime(began) >= GoodRun)
                {
                    pauses.Succeeded();
                }

                log.FailedWith(e);
                var code = (e as StopException)?.ExitCode ?? ExitCode.DataNeedsAttention;
                var delay = pauses.Failed();
                if (IsForAPerson(e) || pauses.Failures > RestartsMax)
                {
                    metrics.Doing = new(PipelineState.GaveUp, e.Message);
                    log.GaveUp(e.Message);
                    return code;
                }

                metrics.Errors.Add("restarted", 1);
                metrics.Doing = new(PipelineState.Restarting, e.Message);
                log.Restarting(e.Message, delay, pauses.Failures, RestartsMax);
                if (!wait(delay))
                {
                    // Stopped as it was told; nothing is lost, and the next run goes on.
                    return ExitCode.Done;
                }
            }
        }
    }

    private static bool IsForAPerson(Exception e) =>
        e is Storing.LandingDamagedException or StopException { ExitCode: ExitCode.DataNeedsAttention or ExitCode.WrongUsage };
}
