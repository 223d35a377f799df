using System.Net;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Configuration;

/// <summary>
/// Everything that can be set for a landing. The command line, the reading of environment and appsettings.json, the messages
/// about wrong values, the help text and the README's table all come from here.
/// </summary>
internal static class SettingTable
{
    /// <summary>See <see cref="LandingSettings.Topics"/>.</summary>
    public static readonly Setting<IReadOnlyList<string>> Topics = new()
    {
        Group = SettingGroup.Landing, Option = "--topics", Key = "Landing:Topics", InPipeline = "Topics",
        Kind = NameKinds.Topics, DefaultInWords = "none; geo_weather_stream with --embedded",
        Description = "Topics to land.",
    };

    /// <summary>See <see cref="LandingSettings.BasePath"/>.</summary>
    public static readonly Setting<string> BasePath = new()
    {
        Group = SettingGroup.Landing, Option = "--hdfs-path", Key = "Landing:BasePath", InPipeline = "Sink:BasePath", Variable = "HDFS_BASE_PATH",
        Kind = ValueKinds.Path("FOLDER", "a folder, made if there is none"), Default = "./hdfs-data",
        Description = "Folder to land below.",
    };

    /// <summary>See <see cref="LandingSettings.UntilEnd"/>.</summary>
    public static readonly Setting<bool> UntilEnd = new()
    {
        Group = SettingGroup.Landing, Option = "--until-end", Key = "Landing:UntilEnd",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Stop when every partition has reached the end that it had at the start.",
    };

    /// <summary>The settings file itself.</summary>
    public static readonly Setting<string> ConfigFile = new()
    {
        Group = SettingGroup.Landing, Option = "--config",
        Kind = ValueKinds.Path("FILE", "a JSON file that exists"), DefaultInWords = "./appsettings.json if there is one",
        Description = "File to take settings from.",
    };

    /// <summary>See <see cref="KafkaSettings.BootstrapServers"/>.</summary>
    public static readonly Setting<string> BootstrapServers = new()
    {
        Group = SettingGroup.Kafka, Option = "--bootstrap-servers", Key = "Kafka:BootstrapServers", InPipeline = "BootstrapServers", Variable = "KAFKA_BOOTSTRAP_SERVERS",
        Kind = NameKinds.Servers, Default = "localhost:9092",
        Description = "Where to find Kafka.",
    };

    /// <summary>See <see cref="KafkaSettings.GroupId"/>.</summary>
    public static readonly Setting<string> GroupId = new()
    {
        Group = SettingGroup.Kafka, Option = "--group-id", Key = "Kafka:GroupId", InPipeline = "GroupId", Variable = "KAFKA_GROUP_ID",
        Kind = ValueKinds.GroupName, Default = "hdfs_consumer_group",
        Description = "Consumer group: instances that name the same one share the topics.",
    };

    /// <summary>See <see cref="KafkaSettings.AutoOffsetReset"/>.</summary>
    public static readonly Setting<AutoOffsetReset> AutoOffsetReset = new()
    {
        Group = SettingGroup.Kafka, Option = "--auto-offset-reset", Key = "Kafka:AutoOffsetReset", InPipeline = "AutoOffsetReset", Variable = "KAFKA_AUTO_OFFSET_RESET",
        Kind = ValueKinds.Choice<AutoOffsetReset>(), Default = "earliest",
        Description = "Where to begin a partition that was never read: at the oldest record, or after the newest.",
    };

    /// <summary>See <see cref="LandingSettings.BrokerTimeout"/>.</summary>
    public static readonly Setting<TimeSpan> BrokerTimeout = new()
    {
        Group = SettingGroup.Kafka, Option = "--broker-timeout", Key = "Kafka:BrokerTimeout",
        Kind = ValueKinds.TimeWithin("1s", "5m"), Default = "8s",
        Description = "How long to try to reach the broker at the start.",
    };

    /// <summary>See <see cref="KafkaSettings.PollTimeout"/>.</summary>
    public static readonly Setting<TimeSpan> PollTimeout = new()
    {
        Group = SettingGroup.Kafka, Option = "--poll-timeout", Key = "Kafka:PollTimeout", Variable = "CONSUMER_TIMEOUT_MS", VariableUnit = "ms",
        Kind = ValueKinds.TimeWithin("1ms", "60s"), Default = "1000ms",
        Description = "How long one poll waits for records.",
    };

    /// <summary>See <see cref="KafkaSettings.PollRecordsMax"/>.</summary>
    public static readonly Setting<int> PollRecords = new()
    {
        Group = SettingGroup.Kafka, Option = "--poll-records", Key = "Kafka:PollRecords", Variable = "MAX_POLL_RECORDS",
        Kind = ValueKinds.WholeNumber(1, 100_000, "records"), Default = "500",
        Description = "Records taken in one turn of the loop.",
    };

    /// <summary>See <see cref="LandingSettings.BatchRecordsMax"/>.</summary>
    public static readonly Setting<int> BatchSize = new()
    {
        Group = SettingGroup.Batches, Option = "--batch-size", Key = "Landing:BatchSize", InPipeline = "Batch:Size", Variable = "HDFS_BATCH_SIZE",
        Kind = ValueKinds.WholeNumber(1, 1_000_000, "records"), Default = "100",
        Description = "Records held in memory before they are written, all destinations together.",
    };

    /// <summary>See <see cref="LandingSettings.FlushInterval"/>.</summary>
    public static readonly Setting<TimeSpan> FlushInterval = new()
    {
        Group = SettingGroup.Batches, Option = "--flush-interval", Key = "Landing:FlushInterval", InPipeline = "Batch:FlushInterval", Variable = "HDFS_FLUSH_INTERVAL",
        Kind = ValueKinds.TimeWithin("1ms", "1h"), Default = "30s",
        Description = "How long a record waits at most before it is written.",
    };

    /// <summary>See <see cref="LandingSettings.CheckpointInterval"/>.</summary>
    public static readonly Setting<TimeSpan> CheckpointInterval = new()
    {
        Group = SettingGroup.Batches, Option = "--checkpoint-interval", Key = "Landing:CheckpointInterval", InPipeline = "Batch:CheckpointInterval",
        Kind = ValueKinds.TimeWithin("10ms", "1h"), Default = "5s",
        Description = "Time between two checkpoints: what is written is made to survive power loss, and offsets are committed.",
    };

    /// <summary>See <see cref="LandingSettings.BufferBytesMax"/>.</summary>
    public static readonly Setting<long> BufferMemory = new()
    {
        Group = SettingGroup.Batches, Option = "--buffer-memory", Key = "Landing:BufferMemory", InPipeline = "Batch:Memory",
        Kind = ValueKinds.SizeWithin<long>("1MB", "16GB"), Default = "64MB",
        Description = "Memory for records that wait to be written; when it is full, no more are taken.",
    };

    /// <summary>See <see cref="LandingSettings.FileBytesMax"/>.</summary>
    public static readonly Setting<long> MaxFileSize = new()
    {
        Group = SettingGroup.Files, Option = "--max-file-size", Key = "Landing:MaxFileSize", InPipeline = "Sink:MaxFileSize",
        Kind = ValueKinds.SizeWithin<long>("1KB", "1TB"), Default = "100MB",
        Description = "A file of this size is closed, and a new one begun: alerts.json becomes alerts-000001.json, a Parquet file gets its name.",
    };

    /// <summary>See <see cref="LandingSettings.Compression"/>.</summary>
    public static readonly Setting<FileCompression> Compression = new()
    {
        Group = SettingGroup.Files, Option = "--compression", Key = "Landing:Compression", InPipeline = "Sink:Compression",
        Kind = ValueKinds.Choice<FileCompression>(), Default = "none",
        Description = "What closed files are compressed with. In a lake those of dead letters; see `Sink:Codec`.",
    };

    /// <summary>See <see cref="LandingSettings.OpenFilesMax"/>.</summary>
    public static readonly Setting<int> MaxOpenFiles = new()
    {
        Group = SettingGroup.Files, Option = "--max-open-files", Key = "Landing:MaxOpenFiles", InPipeline = "Sink:MaxOpenFiles",
        Kind = ValueKinds.WholeNumber(4, 65_536, "files"), DefaultInWords = "4096, in a lake 256; fewer where the system gives few",
        Description = "Data files kept open at once.",
    };

    /// <summary>See <see cref="LandingSettings.RecordBytesMax"/>.</summary>
    public static readonly Setting<int> MaxRecordSize = new()
    {
        Group = SettingGroup.Trouble, Option = "--max-record-size", Key = "Landing:MaxRecordSize", InPipeline = "Parse:MaxRecordSize",
        Kind = ValueKinds.SizeWithin<int>("1KB", "1GB"), Default = "10MB",
        Description = "A larger record is a dead letter.",
    };

    /// <summary>See <see cref="LandingSettings.DeadLettersInARowMax"/>.</summary>
    public static readonly Setting<int> MaxDeadLetters = new()
    {
        Group = SettingGroup.Trouble, Option = "--max-dead-letters", Key = "Landing:MaxDeadLetters", InPipeline = "MaxDeadLetters",
        Kind = ValueKinds.WholeNumber(0, 1_000_000, "records"), Default = "0",
        Description = "Dead letters in a row after which to stop with exit code 1; 0 is no limit.",
    };

    /// <summary>See <see cref="LandingSettings.OnDataLoss"/>.</summary>
    public static readonly Setting<OnDataLoss> OnDataLoss = new()
    {
        Group = SettingGroup.Trouble, Option = "--on-data-loss", Key = "Landing:OnDataLoss", InPipeline = "OnDataLoss",
        Kind = ValueKinds.Choice<OnDataLoss>(), Default = "continue",
        Description = "When Kafka's retention removed records before they were landed: count them and go on, or stop with exit code 1.",
    };

    /// <summary>See <see cref="LandingSettings.OnAhead"/>.</summary>
    public static readonly Setting<OnAhead> OnAhead = new()
    {
        Group = SettingGroup.Trouble, Option = "--on-ahead", Key = "Landing:OnAhead", InPipeline = "OnAhead",
        Kind = ValueKinds.Choice<OnAhead>(), Default = "stop",
        Description = "When the group has committed records that are not below the folder: stop with exit code 1, land them here too, or leave them out.",
    };

    /// <summary>See <see cref="LandingSettings.NewIncarnation"/>.</summary>
    public static readonly Setting<bool> NewIncarnation = new()
    {
        Group = SettingGroup.Trouble, Option = "--new-incarnation", Key = "Landing:NewIncarnation",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Land a topic that was deleted and created again as a new one, instead of stopping.",
    };

    /// <summary>See <see cref="LandingSettings.Monitoring"/>.</summary>
    public static readonly Setting<bool> Monitoring = new()
    {
        Group = SettingGroup.Watching, Option = "--monitoring", Key = "Landing:Monitoring",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Report rates, latencies and counts every 10 s.",
    };

    /// <summary>See <see cref="LandingSettings.Listen"/>.</summary>
    public static readonly Setting<IPEndPoint?> Listen = new()
    {
        Group = SettingGroup.Watching, Option = "--listen", Key = "Landing:Listen",
        Kind = NameKinds.ListenAddress, DefaultInWords = "off",
        Description = "Serve a live page at / and metrics at /metrics, /healthz, /readyz and /api/status, to be read only.",
    };

    /// <summary>See <see cref="LandingSettings.LogLevel"/>.</summary>
    public static readonly Setting<LogLevel> LogLevel = new()
    {
        Group = SettingGroup.Watching, Option = "--log-level", Key = "Landing:LogLevel",
        Kind = ValueKinds.Choice<LogLevel>(), Default = "info",
        Description = "The least grave log lines to write.",
    };

    /// <summary>Whether <see cref="LandingSettings.Embedded"/> is there.</summary>
    public static readonly Setting<bool> Embedded = new()
    {
        Group = SettingGroup.TryingOut, Option = "--embedded", Key = "Embedded:Enabled",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Start a broker in memory with sample weather, and land from it: nothing to install.",
    };

    /// <summary>See <see cref="EmbeddedSettings.Records"/>.</summary>
    public static readonly Setting<long> EmbeddedRecords = new()
    {
        Group = SettingGroup.TryingOut, Option = "--embedded-records", Key = "Embedded:Records",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000L, "records"), Default = "10000",
        Description = "Sample records to publish.",
    };

    /// <summary>See <see cref="EmbeddedSettings.RecordsPerSecond"/>.</summary>
    public static readonly Setting<double> EmbeddedRate = new()
    {
        Group = SettingGroup.TryingOut, Option = "--embedded-rate", Key = "Embedded:Rate",
        Kind = ValueKinds.Rate, DefaultInWords = "as fast as it goes",
        Description = "Sample records to publish a second.",
    };

    /// <summary>All of them, in the order of help texts.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Topics, BasePath, UntilEnd, ConfigFile,
        BootstrapServers, GroupId, AutoOffsetReset, BrokerTimeout, PollTimeout, PollRecords,
        BatchSize, FlushInterval, CheckpointInterval, BufferMemory,
        MaxFileSize, Compression, MaxOpenFiles,
        MaxRecordSize, MaxDeadLetters, OnDataLoss, OnAhead, NewIncarnation,
        Monitoring, Listen, LogLevel,
        Embedded, EmbeddedRecords, EmbeddedRate,
    ];
}
