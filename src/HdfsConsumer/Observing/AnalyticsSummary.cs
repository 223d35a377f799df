using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HdfsConsumer.Observing;

/// <summary>What was counted of all records of a pipeline, at a moment: all partitions together, those of other instances too.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="WrittenAt">The moment, UTC.</param>
/// <param name="Records">Records counted. Exact.</param>
/// <param name="RecordsPerSecond">Records a second since this instance's summary before; null at its first.</param>
/// <param name="FirstRecordAt">The earliest Kafka timestamp, UTC; null without records.</param>
/// <param name="LastRecordAt">The latest one.</param>
/// <param name="Distinct">How many different values fields have.</param>
/// <param name="Top">The values that are there most often.</param>
/// <param name="Numbers">Statistics of fields that are numbers.</param>
/// <param name="Partitions">What it is made of.</param>
internal sealed record AnalyticsSummary(
    string Pipeline,
    DateTimeOffset WrittenAt,
    long Records,
    double? RecordsPerSecond,
    DateTimeOffset? FirstRecordAt,
    DateTimeOffset? LastRecordAt,
    IReadOnlyList<DistinctSummary> Distinct,
    IReadOnlyList<TopSummary> Top,
    IReadOnlyList<NumbersSummary> Numbers,
    IReadOnlyList<PartitionSummary> Partitions)
{
    /// <summary>As JSON, with names in camel case.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SummaryJson.Readable.AnalyticsSummary);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AnalyticsSummary Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SummaryJson.Readable.AnalyticsSummary) ?? throw new JsonException("It is null.");
}

/// <summary>How many different values a field has.</summary>
/// <param name="Field">The field.</param>
/// <param name="Count">How many.</param>
/// <param name="StandardError">Of an approximate count, two thirds of which are no further off: a part of the count. 0 of an exact one.</param>
internal sealed record DistinctSummary(string Field, long Count, double StandardError)
{
    /// <summary>Whether the count is not exact.</summary>
    public bool Approximate => StandardError > 0;
}

/// <summary>The values of a field that are there most often.</summary>
/// <param name="Name">The list's name.</param>
/// <param name="Field">The field.</param>
/// <param name="Values">The values, the most frequent one first.</param>
/// <param name="ErrorAtMost">How much higher each count may be in truth, and how often a value may be there that is not shown for want of memory; 0 when all are exact.</param>
internal sealed record TopSummary(string Name, string Field, IReadOnlyList<TopValue> Values, long ErrorAtMost)
{
    /// <summary>Whether the counts are not exact.</summary>
    public bool Approximate => ErrorAtMost > 0;
}

/// <summary>A value, and how often it is there.</summary>
internal sealed record TopValue(string Value, long Count);

/// <summary>Statistics of fields that are numbers.</summary>
/// <param name="Name">Their name.</param>
/// <param name="By">The field whose values are the groups; null for none.</param>
/// <param name="Fields">Of all records.</param>
/// <param name="Groups">Of the records of each group, in the order of their names.</param>
/// <param name="RecordsBeyondGroups">Records whose group has no statistics, or is not counted in them, because there are too many groups; 0 when all groups are exact.</param>
internal sealed record NumbersSummary(
    string Name, string? By, IReadOnlyList<NumberSummary> Fields, IReadOnlyList<GroupSummary> Groups, long RecordsBeyondGroups);

/// <summary>Statistics of the records of a group.</summary>
internal sealed record GroupSummary(string Group, IReadOnlyList<NumberSummary> Fields);

/// <summary>Statistics of a field. All but the percentiles are exact; what has no numbers has no mean and so on.</summary>
/// <param name="Field">The field.</param>
/// <param name="Count">Records in which it is a number.</param>
/// <param name="NotNumbers">Records in which it is something else than a number, or nothing.</param>
/// <param name="Sum">The sum with all its digits.</param>
/// <param name="Mean">The double nearest to the mean.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">95 of 100 are no greater.</param>
/// <param name="P99">99 of 100 are no greater.</param>
/// <param name="PercentileErrorAtMost">How far a percentile may be off, as a part of the number that it stands for.</param>
internal sealed record NumberSummary(
    string Field, long Count, long NotNumbers, string Sum, double? Mean, double? Min, double? Max, double? P50, double? P95, double? P99, double PercentileErrorAtMost);

/// <summary>A partition, and how far it is counted.</summary>
/// <param name="Topic">The topic as names tell it apart.</param>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="Next">Every record below this offset is counted, and none beyond it.</param>
/// <param name="Records">Records counted.</param>
internal sealed record PartitionSummary(string Topic, int Partition, long Next, long Records);

[JsonSerializable(typeof(AnalyticsSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext
{
    /// <summary>In lines, with letters as they are.</summary>
    public static SummaryJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
