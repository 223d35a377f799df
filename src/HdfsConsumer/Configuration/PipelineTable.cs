using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration;

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
        Description = "How records are landed: as lines in files, as rows in Parquet files, as rows in tables of PostgreSQL, or of MySQL or MariaDB, or counted, as a summary of them all.",
    };

    /// <summary>See <see cref="LandingSettings.FileName"/>.</summary>
    public static readonly Setting<string> FileName = new()
    {
        Group = SettingGroup.Files, Option = "Sink:FileName", InPipeline = "Sink:FileName",
        Kind = ValueKinds.FileName, DefaultInWords = "`records.jsonl`; `alerts.json` for geo-weather",
        Description = "The data file in each folder. Parquet files have names of their own.",
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

    /// <summary>See <see cref="LakeSettings.TableTopics"/>.</summary>
    public static readonly Setting<IReadOnlyList<string>> TableTopics = new()
    {
        Group = SettingGroup.Files, Option = "Sink:TableTopics", InPipeline = "Sink:TableTopics",
        Kind = NameKinds.Topics, DefaultInWords = "none",
        Description = "Parquet: topics that are tables. Of each Kafka key the last record is the row, no value deletes it, and versions of the whole table are kept.",
    };

    /// <summary>See <see cref="LakeSettings.TableMemoryMax"/>.</summary>
    public static readonly Setting<long> MaxTableMemory = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxTableMemory", InPipeline = "Sink:MaxTableMemory",
        Kind = ValueKinds.SizeWithin<long>("1MB", "64GB"), Default = "1GB",
        Description = "Parquet: memory for the rows of tables, which an instance holds of its partitions; beyond it the pipeline stops with exit code 1.",
    };

    /// <summary>See <see cref="AnalyticsSettings.Distinct"/>.</summary>
    public static readonly Setting<IReadOnlyList<string>> Distinct = new()
    {
        Group = SettingGroup.Files, Option = "Sink:Distinct", InPipeline = "Sink:Distinct",
        Kind = TableNames.Columns with { Accepted = "names of fields with commas between them" }, DefaultInWords = "none",
        Description = "Analytics: fields whose different values are counted.",
    };

    /// <summary>See <see cref="AnalyticsSettings.TopCount"/>.</summary>
    public static readonly Setting<int> TopCount = new()
    {
        Group = SettingGroup.Files, Option = "Sink:TopCount", InPipeline = "Sink:TopCount",
        Kind = ValueKinds.WholeNumber(1, 10_000, "values"), Default = "20",
        Description = "Analytics: values that a list of the most frequent ones shows.",
    };

    /// <summary>See <see cref="AnalyticsSettings.ExactMax"/>.</summary>
    public static readonly Setting<int> MaxExact = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxExact", InPipeline = "Sink:MaxExact",
        Kind = ValueKinds.WholeNumber(100, 10_000_000, "values"), Default = "100000",
        Description = "Analytics: different values of a field that are counted exactly. Of more, approximately, and the summary says how far.",
    };

    /// <summary>See <see cref="AnalyticsSettings.GroupsMax"/>.</summary>
    public static readonly Setting<int> MaxGroups = new()
    {
        Group = SettingGroup.Files, Option = "Sink:MaxGroups", InPipeline = "Sink:MaxGroups",
        Kind = ValueKinds.WholeNumber(1, 100_000, "groups"), Default = "1000",
        Description = "Analytics: groups that numbers are told apart by. Records of further ones count only for all together.",
    };

    /// <summary>See <see cref="AnalyticsSettings.StatsInterval"/>.</summary>
    public static readonly Setting<TimeSpan> StatsInterval = new()
    {
        Group = SettingGroup.Files, Option = "Sink:StatsInterval", InPipeline = "Sink:StatsInterval",
        Kind = ValueKinds.TimeWithin("1s", "1h"), Default = "30s",
        Description = "Analytics: time between two summaries.",
    };

    /// <summary>Where all records go that have no route.</summary>
    public static readonly Setting<DestinationTemplate?> Table = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:Table", InPipeline = "Sink:Table",
        Kind = TableNames.Template, DefaultInWords = "what `Routes` say; without them `{topic}`",
        Description = "The table, for a pipeline without routes.",
    };

    /// <summary>See <see cref="TableSettings.Mode"/>.</summary>
    public static readonly Setting<TableMode> Mode = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:Mode", InPipeline = "Sink:Mode",
        Kind = ValueKinds.Choice<TableMode>(), DefaultInWords = "`upsert` where there are keys, else `append`",
        Description = "How records become rows: each a row of its own; in place of the older row of its key; or so, and the whole table in versions too.",
    };

    /// <summary>See <see cref="TableSettings.Keys"/>.</summary>
    public static readonly Setting<IReadOnlyList<string>> Keys = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:Keys", InPipeline = "Sink:Keys",
        Kind = TableNames.Columns, DefaultInWords = "none",
        Description = "The columns that tell one row from another.",
    };

    /// <summary>See <see cref="TableSettings.OrderBy"/>.</summary>
    public static readonly Setting<string> OrderBy = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:OrderBy", InPipeline = "Sink:OrderBy",
        Kind = ValueKinds.Words, DefaultInWords = "Kafka's timestamp, then partition and offset",
        Description = "The column whose value says which of two rows of a key is the newer.",
    };

    /// <summary>See <see cref="TableSettings.DeleteOnNull"/>.</summary>
    public static readonly Setting<bool> DeleteOnNull = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:DeleteOnNull", InPipeline = "Sink:DeleteOnNull",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Let a record without a value delete the row of its Kafka key, instead of putting it aside.",
    };

    /// <summary>See <see cref="DatabaseSettings.SnapshotInterval"/>.</summary>
    public static readonly Setting<TimeSpan> SnapshotInterval = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:SnapshotInterval", InPipeline = "Sink:SnapshotInterval",
        Kind = ValueKinds.TimeWithin("1s", "1h"), DefaultInWords = "none: only by `snapshot`, and at the end of a run `--until-end`",
        Description = "Time between two snapshots of tables, where something has changed: in the database, or as versions in a lake.",
    };

    /// <summary>See <see cref="DatabaseSettings.SnapshotsKept"/>.</summary>
    public static readonly Setting<int> SnapshotsKept = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:SnapshotsKept", InPipeline = "Sink:SnapshotsKept",
        Kind = ValueKinds.WholeNumber(1, 1000, "snapshots"), Default = "5",
        Description = "Snapshots that are kept.",
    };

    /// <summary>See <see cref="DatabaseSettings.OnNewColumn"/>.</summary>
    public static readonly Setting<OnNewColumn> OnNewColumn = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:OnNewColumn", InPipeline = "Sink:OnNewColumn",
        Kind = ValueKinds.Choice<OnNewColumn>(), Default = "add",
        Description = "When a table lacks a column: leave it out, add it, or stop with exit code 1.",
    };

    /// <summary>See <see cref="DatabaseSettings.Connection"/>.</summary>
    public static readonly Setting<string> Connection = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:Connection", InPipeline = "Sink:Connection",
        Kind = ValueKinds.Words, DefaultInWords = "`POSTGRES_CONNECTION` or `MYSQL_CONNECTION` in the environment; without it a database hdfs_consumer on this machine",
        Description = "How the database is reached, as Npgsql or MySql.Data take it. Never logged.",
    };

    /// <summary>The file that the password is in.</summary>
    public static readonly Setting<string> PasswordFile = new()
    {
        Group = SettingGroup.Databases, Option = "Sink:PasswordFile", InPipeline = "Sink:PasswordFile",
        Kind = ValueKinds.Path("FILE", "a file that can be read"), DefaultInWords = "none",
        Description = "A file whose first line is the password, instead of one in the connection.",
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
        FileName,
        Codec,
        MaxFileRecords,
        MaxFileAge,
        MaxFileIdle,
        TableTopics,
        MaxTableMemory,
        Distinct,
        TopCount,
        MaxExact,
        MaxGroups,
        StatsInterval,
        Table,
        Mode,
        Keys,
        OrderBy,
        DeleteOnNull,
        SnapshotInterval,
        SnapshotsKept,
        OnNewColumn,
        Connection,
        PasswordFile,
        .. SettingTable.All.Where(IsOfSink),
    ];

    private static bool IsOfSink(Setting setting) => setting.InPipeline?.StartsWith("Sink:", StringComparison.Ordinal) == true;
}
