namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>What an entry of <c>Pipelines</c> may hold besides columns and rules, and what the root action's pipeline is.</summary>
internal static class PipelineTable
{
    /// <summary>The root action's pipeline.</summary>
    public const string RootPipeline = "geo-weather";

    /// <summary>The data file in each city's folder.</summary>
    public const string RootFileName = "alerts.json";

    /// <summary>Where the root action's pipeline lands a record: in the folder of its country and city.</summary>
    public static readonly IReadOnlyList<RouteSettings> RootRoutes = [RouteSettings.All($"{{{TemplateFields.Country}}}/{{{TemplateFields.City}}}")];

    /// <summary>What the pipeline is for; only people read it.</summary>
    public static readonly Setting<string> Description = new()
    {
        Group = SettingGroup.Landing, Option = "Description", InPipeline = "Description",
        Kind = ValueKinds.Words, DefaultInWords = "none",
        Description = "What the pipeline is for; only people read it.",
    };

    /// <summary>See <see cref="SinkKind"/>.</summary>
    public static readonly Setting<SinkKind> Sink = new()
    {
        Group = SettingGroup.Files, Option = "Sink:Kind", InPipeline = "Sink:Kind",
        Kind = ValueKinds.Choice<SinkKind>(), Default = "files",
        Description = "How records are landed: as lines in files, or as rows in Parquet files.",
    };

    /// <summary>See <see cref="LandingSettings.FileName"/>.</summary>
    public static readonly Setting<string> FileName = new()
    {
        Group = SettingGroup.Files, Option = "Sink:FileName", InPipeline = "Sink:FileName",
        Kind = ValueKinds.FileName, DefaultInWords = "`records.jsonl`; `alerts.json` for geo-weather",
        Description = "The data file in each folder.",
    };

    /// <summary>See <see cref="LakeSettings.Codec"/>.</summary>
    public static readonly Setting<LakeCodec> Codec = new()
    {
        Group = SettingGroup.Files, Option = "Sink:Codec", InPipeline = "Sink:Codec",
        Kind = ValueKinds.Choice<LakeCodec>(), Default = "snappy",
        Description = "Parquet: how files are compressed.",
    };

    /// <summary>See <see cref="LakeSettings.FileRecordsMax"/>.</summary>
    public static readonly Setting<long> MaxFileRecords = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxFileRecords", InPipeline = "Sink:MaxFileRecords",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000L, "records"), Default = "5000000",
        Description = "Parquet: records after which a file is finished.",
    };

    /// <summary>See <see cref="LakeSettings.FileAgeMax"/>.</summary>
    public static readonly Setting<TimeSpan> MaxFileAge = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxFileAge", InPipeline = "Sink:MaxFileAge",
        Kind = ValueKinds.TimeWithin("1s", "24h"), Default = "10m",
        Description = "Parquet: how long a file is unfinished at most; offsets are committed when it is finished.",
    };

    /// <summary>See <see cref="LakeSettings.FileIdleMax"/>.</summary>
    public static readonly Setting<TimeSpan> MaxFileIdle = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxFileIdle", InPipeline = "Sink:MaxFileIdle",
        Kind = ValueKinds.TimeWithin("1s", "24h"), Default = "1m",
        Description = "Parquet: a file is finished when no record came for it for this long.",
    };

    /// <summary>Those that are the pipeline's own: what holds for all does not hold for them.</summary>
    public static IReadOnlyCollection<Setting> Own { get; } = [SettingTable.Topics, SettingTable.GroupId, SettingTable.BasePath];

    /// <summary>What holds when a pipeline does not set one of its <see cref="Own"/> settings, in words.</summary>
    public static string DefaultOf(Setting setting) =>
        setting == SettingTable.Topics ? "none, must be given"
        : setting == SettingTable.GroupId ? "the pipeline's name"
        : setting == SettingTable.BasePath ? "`./NAME`"
        : setting.Default is { } value ? $"`{value}`" : setting.DefaultInWords;

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        Description,
        .. SettingTable.All.Where(setting => setting.InPipeline is not null && !IsOfSink(setting)),
        Sink,
        FileName, Codec, MaxFileRecords, MaxFileAge, MaxFileIdle,
        .. SettingTable.All.Where(IsOfSink),
    ];

    private static bool IsOfSink(Setting setting) => setting.InPipeline?.StartsWith("Sink:", StringComparison.Ordinal) == true;
}

/// <summary>How a pipeline lands records.</summary>
internal enum SinkKind
{
    /// <summary>As JSON Lines in folders.</summary>
    Files,

    /// <summary>As rows in Parquet files.</summary>
    Parquet,
}
