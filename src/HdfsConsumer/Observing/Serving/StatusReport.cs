using System.Text.Json.Serialization;

namespace HdfsConsumer.Observing.Serving;

/// <summary>What <c>/api/status</c> tells, and the page shows. Times are ISO 8601 in UTC, durations seconds.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">When the process began: another time is another process, whose counts begin at 0.</param>
/// <param name="Now">When this was told.</param>
/// <param name="NotReady">Why <c>/readyz</c> says no, a sentence each; empty when it says yes.</param>
/// <param name="Pipelines">The pipelines.</param>
internal sealed record StatusReport(
    string Version, DateTimeOffset StartedAt, DateTimeOffset Now, IReadOnlyList<string> NotReady, IReadOnlyList<PipelineReport> Pipelines)
{
    /// <summary>A state as it is told.</summary>
    public static string NameOf(PipelineState state) => state switch
    {
        PipelineState.Starting => "starting",
        PipelineState.Running => "running",
        PipelineState.Waiting => "waiting",
        PipelineState.Restarting => "restarting",
        PipelineState.Ended => "ended",
        PipelineState.GaveUp => "gave up",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No state."),
    };
}

/// <summary>A pipeline: what it is, what it has done since the process began, how it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Topics">Its topics.</param>
/// <param name="Sink">How it lands, in a word.</param>
/// <param name="State">See <see cref="StatusReport.NameOf"/>.</param>
/// <param name="StateDetail">Why, or empty.</param>
/// <param name="RecordsPerSecond">Records landed a second, over the last five seconds.</param>
/// <param name="RecordsConsumed">Records taken.</param>
/// <param name="RecordsLanded">Records landed.</param>
/// <param name="BytesLanded">Bytes of their lines or rows.</param>
/// <param name="DuplicatesSkipped">Records that came again.</param>
/// <param name="RecordsDropped">Records that a rule leaves out.</param>
/// <param name="DeadLetters">Records put aside.</param>
/// <param name="RecordsLost">Records that retention removed.</param>
/// <param name="Flushes">Batches written.</param>
/// <param name="Checkpoints">Checkpoints done.</param>
/// <param name="Retries">Steps done again.</param>
/// <param name="Errors">Troubles.</param>
/// <param name="Rebalances">Rebalances.</param>
/// <param name="Rotations">Data files closed.</param>
/// <param name="OpenFiles">Data files open.</param>
/// <param name="BufferedRecords">Records held in memory.</param>
/// <param name="BufferedBytes">Bytes of them.</param>
/// <param name="LagRecords">Records to take.</param>
/// <param name="LagSeconds">How far behind in time.</param>
/// <param name="Latency">Of the last minute; null when nothing was landed in it.</param>
/// <param name="Partitions">The partitions that are held.</param>
/// <param name="DestinationCount">Destinations that records went to.</param>
/// <param name="Destinations">Those with the most records.</param>
/// <param name="Countries">Records by country, where the pipeline lands by place; else empty.</param>
/// <param name="Analytics">What it has counted, where it counts; null before its first summary.</param>
/// <param name="RecentDeadLetters">The last records put aside, the newest first.</param>
/// <param name="History">The last minutes; in an event of the live feed only the last second.</param>
internal sealed record PipelineReport(
    string Name,
    IReadOnlyList<string> Topics,
    string Sink,
    string State,
    string StateDetail,
    double RecordsPerSecond,
    long RecordsConsumed,
    long RecordsLanded,
    long BytesLanded,
    long DuplicatesSkipped,
    long RecordsDropped,
    long DeadLetters,
    long RecordsLost,
    long Flushes,
    long Checkpoints,
    long Retries,
    long Errors,
    long Rebalances,
    long Rotations,
    int OpenFiles,
    int BufferedRecords,
    long BufferedBytes,
    long LagRecords,
    double LagSeconds,
    LatencyReport? Latency,
    IReadOnlyList<PartitionReport> Partitions,
    int DestinationCount,
    IReadOnlyList<NamedCount> Destinations,
    IReadOnlyList<NamedCount> Countries,
    AnalyticsReport? Analytics,
    IReadOnlyList<PutAsideRecord> RecentDeadLetters,
    IReadOnlyList<HistoryPoint> History);

/// <summary>How long records took from Kafka's timestamp to landed, in seconds: half of them no longer than the first, and so on.</summary>
internal sealed record LatencyReport(double P50, double P90, double P99);

/// <summary>A partition; see <see cref="HeldPartition"/>.</summary>
internal sealed record PartitionReport(string Topic, int Partition, long Position, long Landed, long End, long LagRecords);

/// <summary>How many records went to something.</summary>
internal sealed record NamedCount(string Name, long Records);

/// <summary>The reports as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
