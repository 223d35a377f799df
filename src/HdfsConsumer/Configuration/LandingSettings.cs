using System.Net;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Configuration;

/// <summary>What one landing is asked to do: checked, complete, and never changed afterwards.</summary>
/// <remarks>
/// Units, defaults and ranges are those of <see cref="SettingTable"/>, the one place where they are checked; an instance that
/// came from <see cref="Loading.SettingsLoader"/> keeps to all of them.
/// </remarks>
internal sealed record LandingSettings
{
    /// <summary>The pipeline's name. Default <c>geo-weather</c>, the root action's.</summary>
    public string Pipeline { get; init; } = PipelineTable.RootPipeline;

    /// <summary>How Kafka is reached and read.</summary>
    public KafkaSettings Kafka { get; init; } = new();

    /// <summary>What is made of a record's members. Default: it is landed as it came.</summary>
    public ParseSettings Parse { get; init; } = new();

    /// <summary>Which records are landed where. Default: each in the folder of its country and city.</summary>
    public IReadOnlyList<RouteSettings> Routes { get; init; } = PipelineTable.RootRoutes;

    /// <summary>How records are landed. Default <see cref="SinkKind.Files"/>.</summary>
    public SinkKind Sink { get; init; } = SinkKind.Files;

    /// <summary>How the files of a lake are written, where <see cref="Sink"/> is <see cref="SinkKind.Parquet"/>.</summary>
    public LakeSettings Lake { get; init; } = new();

    /// <summary>The database, for a sink that is one; else null, the default.</summary>
    public DatabaseSettings? Database { get; init; }

    /// <summary>What is counted, where <see cref="Sink"/> is <see cref="SinkKind.Analytics"/>; else null, the default.</summary>
    public AnalyticsSettings? Analytics { get; init; }

    /// <summary>The name of the data file in each folder. Default <c>alerts.json</c>.</summary>
    public string FileName { get; init; } = PipelineTable.RootFileName;

    /// <summary>Whether topics that do not exist are no obstacle to reaching the end, as long as one exists. Default no.</summary>
    public bool MayMissTopics { get; init; }

    /// <summary>The folder that everything is landed below. Default <c>./hdfs-data</c>; must not be empty.</summary>
    public string BasePath { get; init; } = "./hdfs-data";

    /// <summary>The topics to land, at least one, each named once. No default, except <c>geo_weather_stream</c> with the embedded broker.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Records held in memory, all destinations together, before they are flushed. Default 100; 1 to 1,000,000.</summary>
    public int BatchRecordsMax { get; init; } = 100;

    /// <summary>How long a record waits at most before it is flushed. Default 30 s; 1 ms to 1 h.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two checkpoints. Default 5 s; 10 ms to 1 h.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes after which a data file is closed and the next one begun. Default 100 MB; 1 KB to 1 TB.</summary>
    public long FileBytesMax { get; init; } = 100_000_000;

    /// <summary>What closed files are compressed with. Default <see cref="FileCompression.None"/>.</summary>
    public FileCompression Compression { get; init; } = FileCompression.None;

    /// <summary>Bytes of records that wait in memory to be flushed; when they are reached, no more records are taken. Default 64 MB; 1 MB to 16 GB.</summary>
    public long BufferBytesMax { get; init; } = 64_000_000;

    /// <summary>Bytes of one record; a larger one is a dead letter. Default 10 MB; 1 KB to 1 GB.</summary>
    public int RecordBytesMax { get; init; } = 10_000_000;

    /// <summary>Data files kept open at once; null, the default, for as many as suit the sink and the system. 4 to 65,536.</summary>
    public int? OpenFilesMax { get; init; }

    /// <summary>Dead letters in a row after which the landing stops with exit code 1. Default 0, which means no limit; 0 to 1,000,000.</summary>
    public int DeadLettersInARowMax { get; init; }

    /// <summary>Whether to stop once every partition has reached the end it had at the start. Default no.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>Whether to report rates, latencies and counts every 10 s. Default no.</summary>
    public bool Monitoring { get; init; }

    /// <summary>Where to serve the page and the metrics, or null not to, which is the default.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Whether a topic that was deleted and created again is landed as a new one. Default no: stop and say so.</summary>
    public bool NewIncarnation { get; init; }

    /// <summary>What to do when retention has removed records before they were landed. Default <see cref="Configuration.OnDataLoss.Continue"/>.</summary>
    public OnDataLoss OnDataLoss { get; init; } = OnDataLoss.Continue;

    /// <summary>What to do when Kafka's committed offset is ahead of what the base path holds. Default <see cref="Configuration.OnAhead.Stop"/>.</summary>
    public OnAhead OnAhead { get; init; } = OnAhead.Stop;

    /// <summary>The least grave log lines that are written. Default <see cref="Observing.LogLevel.Info"/>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>How long to try to reach the broker at the start. Default 8 s; 1 s to 5 min.</summary>
    public TimeSpan BrokerTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The in-memory broker with sample weather to land from, or null to land from a broker elsewhere, which is the default.</summary>
    public EmbeddedSettings? Embedded { get; init; }
}

/// <summary>How Kafka is reached and read.</summary>
internal sealed record KafkaSettings
{
    /// <summary>Where to find the cluster: <c>host:port</c>, several with commas. Default <c>localhost:9092</c>.</summary>
    public string BootstrapServers { get; init; } = "localhost:9092";

    /// <summary>The consumer group: instances that name the same one share the topics. Default <c>hdfs_consumer_group</c>; 1 to 249 characters.</summary>
    public string GroupId { get; init; } = "hdfs_consumer_group";

    /// <summary>Where a partition begins that has neither a watermark nor a committed offset. Default <see cref="Configuration.AutoOffsetReset.Earliest"/>.</summary>
    public AutoOffsetReset AutoOffsetReset { get; init; } = AutoOffsetReset.Earliest;

    /// <summary>How long one poll waits for records. Default 1,000 ms; 1 ms to 60 s.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(1000);

    /// <summary>Records taken per turn of the loop. Default 500; 1 to 100,000.</summary>
    public int PollRecordsMax { get; init; } = 500;

    /// <summary>
    /// Any other librdkafka property, by its name there (TLS, SASL, fetch sizes). Default only <c>isolation.level</c> =
    /// <c>read_committed</c>. Holds secrets: values are never logged, see <see cref="ToString"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } =
        new Dictionary<string, string> { ["isolation.level"] = "read_committed" };

    /// <summary>The settings without the values of <see cref="Properties"/>, for they may be secret.</summary>
    public override string ToString() =>
        $"{nameof(KafkaSettings)} {{ {BootstrapServers}, {GroupId}, {AutoOffsetReset}, {string.Join(", ", Properties.Keys)} }}";
}

/// <summary>How a cluster is reached.</summary>
/// <param name="Kafka">Where it is, and librdkafka's properties; what is about reading has its defaults.</param>
/// <param name="BrokerTimeout">How long to try to reach it at the start.</param>
internal sealed record ConnectionSettings(KafkaSettings Kafka, TimeSpan BrokerTimeout);

/// <summary>The in-memory broker's sample weather.</summary>
internal sealed record EmbeddedSettings
{
    /// <summary>Records to publish. Default 10,000; 1 to 1,000,000.</summary>
    public long Records { get; init; } = 10_000;

    /// <summary>Records published a second, or null for as fast as it goes, which is the default; 0.001 to 1,000,000.</summary>
    public double? RecordsPerSecond { get; init; }
}

/// <summary>What closed files are compressed with.</summary>
internal enum FileCompression
{
    /// <summary>Nothing: files stay as they were written.</summary>
    None,

    /// <summary>gzip (RFC 1952); the file's name gets <c>.gz</c> at its end.</summary>
    Gzip,
}

/// <summary>Where a partition begins that nobody has read before.</summary>
internal enum AutoOffsetReset
{
    /// <summary>At the oldest record there is.</summary>
    Earliest,

    /// <summary>After the newest record there is.</summary>
    Latest,
}

/// <summary>What to do when retention has removed records before they were landed.</summary>
internal enum OnDataLoss
{
    /// <summary>Say how many are gone, count them, and go on.</summary>
    Continue,

    /// <summary>Stop with exit code 1.</summary>
    Fail,
}

/// <summary>What to do when Kafka's committed offset is ahead of what the base path holds.</summary>
internal enum OnAhead
{
    /// <summary>Stop with exit code 1 and say which records are missing here.</summary>
    Stop,

    /// <summary>Land them here too, from the watermark on.</summary>
    Replay,

    /// <summary>Begin at the committed offset and leave them out.</summary>
    Skip,
}
