using System.Globalization;
using HdfsConsumer.Producing.Sending;
using Spectre.Console;

namespace HdfsConsumer.Producing;

/// <summary>Shows progress as a bar on a terminal, with rate and time left, which is gone when the work is done.</summary>
/// <param name="error">The terminal.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProgressBar(TextWriter error, TimeProvider clock) : IPublishingProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public void Watch(PublishingCounts counts, Action work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                var bar = progress.AddTask("Publishing", maxValue: 1);
                var began = clock.GetTimestamp();
                using var timer = clock.CreateTimer(_ => Update(bar, counts, clock.GetElapsedTime(began)), null, Interval, Interval);
                work();
            });
    }

    private static void Update(ProgressTask bar, PublishingCounts counts, TimeSpan elapsed)
    {
        bar.IsIndeterminate = double.IsNaN(counts.FractionRead);
        bar.Value = bar.IsIndeterminate ? 0 : counts.FractionRead;
        bar.Description = string.Create(CultureInfo.InvariantCulture, $"{counts.Delivered} records, {counts.Delivered / elapsed.TotalSeconds:0}/s");
    }
}
