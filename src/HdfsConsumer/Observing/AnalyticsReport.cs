namespace HdfsConsumer.Observing;

/// <summary>What of a summary is shown to those who look every second: bounded in size, whatever there is to be counted.</summary>
/// <param name="WrittenAt">When the summary was made, UTC.</param>
/// <param name="Records">Records counted. Exact.</param>
/// <param name="RecordsPerSecond">See <see cref="AnalyticsSummary.RecordsPerSecond"/>.</param>
/// <param name="FirstRecordAt">The earliest Kafka timestamp, UTC; null without records.</param>
/// <param name="LastRecordAt">The latest one.</param>
/// <param name="Distinct">How many different values fields have.</param>
/// <param name="Top">The values that are there most often, at most <see cref="ValuesMax"/> of each list.</param>
/// <param name="Numbers">Statistics of fields that are numbers.</param>
internal sealed record AnalyticsReport(
    DateTimeOffset WrittenAt,
    long Records,
    double? RecordsPerSecond,
    DateTimeOffset? FirstRecordAt,
    DateTimeOffset? LastRecordAt,
    IReadOnlyList<DistinctSummary> Distinct,
    IReadOnlyList<TopSummary> Top,
    IReadOnlyList<NumbersReport> Numbers)
{
    /// <summary>Values of a list that are shown.</summary>
    public const int ValuesMax = 100;

    /// <summary>What is shown of a summary.</summary>
    public static AnalyticsReport Of(AnalyticsSummary summary) => new(
        summary.WrittenAt,
        summary.Records,
        summary.RecordsPerSecond,
        summary.FirstRecordAt,
        summary.LastRecordAt,
        summary.Distinct,
        [.. summary.Top.Select(top => top with { Values = [.. top.Values.Take(ValuesMax)] })],
        [.. summary.Numbers.Select(NumbersReport.Of)]);
}

/// <summary>Statistics of fields that are numbers, of all records; and the means of the largest groups.</summary>
/// <param name="Name">Their name.</param>
/// <param name="By">The field whose values are the groups; null for none.</param>
/// <param name="Fields">Of all records.</param>
/// <param name="GroupCount">Groups that have statistics.</param>
/// <param name="Groups">Those with the most records, at most <see cref="GroupsMax"/>.</param>
/// <param name="RecordsBeyondGroups">See <see cref="NumbersSummary.RecordsBeyondGroups"/>.</param>
internal sealed record NumbersReport(
    string Name, string? By, IReadOnlyList<NumberSummary> Fields, int GroupCount, IReadOnlyList<GroupReport> Groups, long RecordsBeyondGroups)
{
    /// <summary>Groups that are shown.</summary>
    public const int GroupsMax = 20;

    /// <summary>What is shown of statistics.</summary>
    public static NumbersReport Of(NumbersSummary numbers) => new(
        numbers.Name,
        numbers.By,
        numbers.Fields,
        numbers.Groups.Count,
        [
            .. numbers.Groups.Select(GroupReport.Of)
                .OrderByDescending(group => group.Records).ThenBy(group => group.Group, StringComparer.Ordinal).Take(GroupsMax),
        ],
        numbers.RecordsBeyondGroups);
}

/// <summary>The means of a group.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Means">The mean of each field; null where none of them is a number.</param>
internal sealed record GroupReport(string Group, long Records, IReadOnlyList<double?> Means)
{
    /// <summary>What is shown of a group.</summary>
    // Every field tells of each record of the group whether it was a number.
    public static GroupReport Of(GroupSummary group) => new(
        group.Group, group.Fields[0].Count + group.Fields[0].NotNumbers, [.. group.Fields.Select(field => field.Mean)]);
}
