namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>What is counted of a pipeline's records. Fields are members of the record; of a member within members, the names with dots between them.</summary>
internal sealed record AnalyticsSettings
{
    /// <summary>The folder of the summary, and the one destination of everything that is counted.</summary>
    public const string Folder = "output";

    /// <summary>What stands for the files of a summary, of which each has its own name.</summary>
    public const string FileName = "*";

    /// <summary>Fields whose different values are counted. Default none.</summary>
    public IReadOnlyList<string> Distinct { get; init; } = [];

    /// <summary>Fields of which the values are counted that are there most often. Default none.</summary>
    public IReadOnlyList<TopSettings> Top { get; init; } = [];

    /// <summary>Fields that are numbers. Default none.</summary>
    public IReadOnlyList<NumbersSettings> Numbers { get; init; } = [];

    /// <summary>Of fields that have several values in one text, what stands between them. Default none.</summary>
    public IReadOnlyDictionary<string, string> Separators { get; init; } = new Dictionary<string, string>();

    /// <summary>Values that a list of the most frequent ones shows. Default 20; 1 to 10,000.</summary>
    public int TopCount { get; init; } = 20;

    /// <summary>Different values of a field that are counted exactly; of more, approximately, and it is said how far. Default 100,000; 100 to 10,000,000.</summary>
    public int ExactMax { get; init; } = 100_000;

    /// <summary>Groups that numbers are told apart by; records of further ones count only for all together. Default 1,000; 1 to 100,000.</summary>
    public int GroupsMax { get; init; } = 1000;

    /// <summary>Time between two summaries. Default 30 s; 1 s to 1 h.</summary>
    public TimeSpan StatsInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every field that is needed, in a fixed order.</summary>
    public IReadOnlyList<string> Fields => [.. Distinct
        .Concat(Top.Select(top => top.Field))
        .Concat(Numbers.SelectMany(numbers => numbers.By is { } by ? numbers.Fields.Append(by) : numbers.Fields))
        .Distinct(StringComparer.Ordinal)];

    /// <summary>Of everything that decides what is counted: counts of other settings cannot be carried on. Limits and what is shown are no part of it.</summary>
    public string Fingerprint => string.Join(
        ' ',
        Distinct.Select(name => $"distinct {Named(name)}")
            .Concat(Top.Select(top => $"top {top.Name} {Named(top.Field)}"))
            .Concat(Numbers.Select(numbers => $"numbers {numbers.Name} {string.Join(',', numbers.Fields.Select(Named))}{(numbers.By is { } by ? $" by {Named(by)}" : "")}")));

    /// <summary>
    /// Rules of which each that lands records leads to the one destination: counts take the records of a partition in their order, which only those of one
    /// destination keep.
    /// </summary>
    public static IReadOnlyList<RouteSettings> LeadingHere(IReadOnlyList<RouteSettings> routes) =>
        [.. routes.Select(route => route.Action is RouteAction.Land ? route with { Action = RouteSettings.All(Folder).Action } : route)];

    private string Named(string name) => RuleText.Name(name) + (Separators.TryGetValue(name, out var separator) ? $"/{RuleText.Quoted(separator)}" : "");
}

/// <summary>A list of the values that are there most often.</summary>
/// <param name="Name">Its name: it is shown as <c>top_NAME.csv</c>.</param>
/// <param name="Field">The field.</param>
internal sealed record TopSettings(string Name, string Field);

/// <summary>Statistics of numbers.</summary>
/// <param name="Name">Their name: they are shown as <c>NAME.csv</c>.</param>
/// <param name="Fields">The fields that are numbers.</param>
/// <param name="By">The field whose values are groups, of which each has statistics of its own; null for none.</param>
internal sealed record NumbersSettings(string Name, IReadOnlyList<string> Fields, string? By);
