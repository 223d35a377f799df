using System.Globalization;

namespace HdfsConsumer.Observing.Serving;

/// <summary>Whether pipelines live, and whether they keep up.</summary>
internal static class Readiness
{
    /// <summary>Longer than any wait of a loop that is in order: for a slow disk, for a lock, for a partition to be opened.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the process itself, so that starting it anew would help; empty when nothing is.</summary>
    public static IReadOnlyList<string> NotLive(IEnumerable<PipelineMetrics> pipelines) =>
    [
        .. from pipeline in pipelines
           where pipeline.Doing.State == PipelineState.Running && pipeline.SinceTurn > StuckAfter
           select string.Create(CultureInfo.InvariantCulture, $"{pipeline.Facts.Name} has not moved for {pipeline.SinceTurn.TotalSeconds:0} s"),
    ];

    /// <summary>
    /// Why pipelines are not where they should be: each holds partitions, waits for nothing, and has no more before it than it took in the
    /// last minute. Empty when all are.
    /// </summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="takenInLastMinute">Records that a pipeline took in the last minute.</param>
    public static IReadOnlyList<string> NotReady(IEnumerable<PipelineMetrics> pipelines, Func<PipelineMetrics, long> takenInLastMinute) =>
        [.. pipelines.Select(pipeline => WhyNot(pipeline, takenInLastMinute(pipeline))).OfType<string>()];

    private static string? WhyNot(PipelineMetrics pipeline, long takenInLastMinute)
    {
        var name = pipeline.Facts.Name;
        var (state, detail) = (pipeline.Doing.State, pipeline.Doing.Detail);
        return state switch
        {
            PipelineState.Ended => null,
            PipelineState.Running when pipeline.Standing.Partitions.Count == 0 => $"{name} holds no partitions",
            PipelineState.Running when pipeline.Standing.LagRecords > takenInLastMinute =>
                string.Create(CultureInfo.InvariantCulture, $"{name} is behind: {pipeline.Standing.LagRecords} records to take, {takenInLastMinute} taken in the last minute"),
            PipelineState.Running => null,
            _ => $"{name}: {StatusReport.NameOf(state)}{(detail.Length > 0 ? $" ({detail})" : "")}",
        };
    }
}
