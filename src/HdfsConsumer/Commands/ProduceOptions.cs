using System.Globalization;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Commands;

/// <summary>The options that several of the verbs below <c>produce</c> have; those of one alone are with it.</summary>
internal static class ProduceOptions
{
    /// <summary>See <see cref="PublishingSettings.Topics"/>.</summary>
    public static readonly Setting<string> Topic = new()
    {
        Group = SettingGroup.Producing, Option = "--topic",
        Kind = NameKinds.Topic,
        Description = "Topic to publish to; must be given.",
    };

    /// <summary>See <see cref="PublishingSettings.BatchRecords"/>.</summary>
    public static readonly Setting<int> BatchSize = new()
    {
        Group = SettingGroup.Producing, Option = "--batch-size",
        Kind = ValueKinds.WholeNumber(1, 100_000, "records"), Default = "1000",
        Description = "Records sent together.",
    };

    /// <summary>See <see cref="PublishingSettings.BatchDelay"/>.</summary>
    public static readonly Setting<TimeSpan> Delay = new()
    {
        Group = SettingGroup.Producing, Option = "--delay",
        Kind = ValueKinds.TimeWithin("0s", "1h"), Default = "0s",
        Description = "How long to wait after each batch: 2, 500ms, 1m.",
    };

    /// <summary>See <see cref="SourceRow.Key"/>.</summary>
    public static readonly Setting<string> Key = new()
    {
        Group = SettingGroup.Producing, Option = "--key",
        Kind = ColumnName("COLUMN"), DefaultInWords = "no keys, spread over the partitions",
        Description = "Column or field whose value is the record's key; records with equal keys go to the same partition.",
    };

    /// <summary>See <see cref="PublishingSettings.RowsMax"/>.</summary>
    public static readonly Setting<long> Limit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000_000L, "rows"), DefaultInWords = "all",
        Description = "Take the first N rows only; rejected ones count.",
    };

    /// <summary>See <see cref="RecordIds"/>.</summary>
    public static readonly Setting<bool> AddRecordId = new()
    {
        Group = SettingGroup.Producing, Option = "--add-record-id",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Add a record_id, the row's number from 1, and a timestamp, the time in UTC, to each record.",
    };

    /// <summary>See <see cref="PublishingSettings.Resume"/>.</summary>
    public static readonly Setting<bool> Resume = new()
    {
        Group = SettingGroup.Producing, Option = "--resume",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Leave out the rows that the topic has already from this source, and publish the rest.",
    };

    /// <summary>See <see cref="PublishingSettings.Transactional"/>.</summary>
    public static readonly Setting<bool> Transactional = new()
    {
        Group = SettingGroup.Producing, Option = "--transactional",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Publish all or nothing, in one transaction of 15 minutes at most: consumers that read what is committed see the records when the last one is there.",
    };

    /// <summary>See <see cref="PublishingSettings.CreateTopic"/>.</summary>
    public static readonly Setting<TopicShape?> CreateTopic = new()
    {
        Group = SettingGroup.Producing, Option = "--create-topic",
        Kind = new("PARTITIONS[:REPLICATION]", "", "1 to 10,000 partitions, and how many brokers hold each, such as 6 or 6:3", ReadShape),
        DefaultInWords = "left to the cluster",
        Description = "Create a topic that is not there with so many partitions.",
    };

    /// <summary>See <see cref="PublishingSettings.Strict"/>.</summary>
    public static readonly Setting<bool> Strict = new()
    {
        Group = SettingGroup.Producing, Option = "--strict",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Stop with exit code 1 at the first row that cannot be published, instead of putting it aside.",
    };

    /// <summary>See <see cref="FileSettings.RejectedPath"/>.</summary>
    public static readonly Setting<string> Rejected = new()
    {
        Group = SettingGroup.Producing, Option = "--rejected",
        Kind = ValueKinds.Path("FILE", "a file, made when the first row is rejected"), DefaultInWords = "beside the source: NAME.rejected.csv",
        Description = "Where rows that cannot be published are put, with line and reason.",
    };

    /// <summary>See <see cref="FileSettings.Encoding"/>.</summary>
    public static readonly Setting<SourceEncoding> Encoding = new()
    {
        Group = SettingGroup.Producing, Option = "--encoding",
        Kind = new("utf-8|latin-1", "", "utf-8 or latin-1", ReadEncoding), Default = "utf-8",
        Description = "How the source is encoded; records are always UTF-8.",
    };

    /// <summary>See <see cref="FileSettings.Name"/>.</summary>
    public static readonly Setting<string> SourceName = new()
    {
        Group = SettingGroup.Producing, Option = "--source",
        Kind = ColumnName("NAME"), DefaultInWords = "the file's name without its folder",
        Description = "What records call their source; --resume knows those of the same name again.",
    };

    /// <summary>The longest row.</summary>
    public static readonly Setting<int> MaxRowSize = new()
    {
        Group = SettingGroup.Producing, Option = "--max-row-size",
        Kind = ValueKinds.SizeWithin<int>("1KB", "256MB"), Default = "1MB",
        Description = "A longer row is rejected.",
    };

    private static ValueKind<string> ColumnName(string placeholder) => new(placeholder, "", "1 to 1,000 characters, none of them a control character", text =>
        text.Length is > 0 and <= 1000 && !text.Any(char.IsControl) ? Reading<string>.Of(text) : Reading<string>.Refused());

    private static Reading<TopicShape?> ReadShape(string text)
    {
        var parts = text.Split(':');
        var replication = (short)-1;
        var isShape = parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) && partitions is >= 1 and <= 10_000
            && (parts.Length == 1 || (short.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out replication) && replication >= 1));
        return isShape
            ? Reading<TopicShape?>.Of(new TopicShape(int.Parse(parts[0], CultureInfo.InvariantCulture), replication))
            : Reading<TopicShape?>.Refused();
    }

    private static Reading<SourceEncoding> ReadEncoding(string text) => text.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Reading<SourceEncoding>.Of(SourceEncoding.Utf8),
        "latin-1" or "latin1" or "iso-8859-1" => Reading<SourceEncoding>.Of(SourceEncoding.Latin1),
        _ => Reading<SourceEncoding>.Refused(),
    };
}
