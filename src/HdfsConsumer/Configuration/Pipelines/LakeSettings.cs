namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>How a lake's files are written, and when they are finished.</summary>
internal sealed record LakeSettings
{
    /// <summary>What stands for the names of a lake's files, of which each has its own.</summary>
    public const string FileName = "*.parquet";

    /// <summary>How files are compressed. Default <see cref="LakeCodec.Snappy"/>.</summary>
    public LakeCodec Codec { get; init; } = LakeCodec.Snappy;

    /// <summary>Records after which a file is finished. Default 5,000,000; 1 to 1,000,000,000.</summary>
    public long FileRecordsMax { get; init; } = 5_000_000;

    /// <summary>How long a file is unfinished at most; the watermark stays below its records until then. Default 10 min; 1 s to 24 h.</summary>
    public TimeSpan FileAgeMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long no record came before a file is finished. Default 1 min; 1 s to 24 h.</summary>
    public TimeSpan FileIdleMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Topics that are tables: of each key the last record counts. Default none.</summary>
    public IReadOnlyList<string> TableTopics { get; init; } = [];

    /// <summary>Time between two versions of the tables, where something has changed; null for none. 1 s to 1 h.</summary>
    public TimeSpan? SnapshotInterval { get; init; }

    /// <summary>Versions that are kept. Default 5; 1 to 1,000.</summary>
    public int SnapshotsKept { get; init; } = 5;

    /// <summary>Bytes of rows of tables that one instance holds in memory; beyond it the pipeline stops. Default 1 GB; 1 MB to 64 GB.</summary>
    public long TableMemoryMax { get; init; } = 1L << 30;
}

/// <summary>How the pages of a lake's files are compressed.</summary>
internal enum LakeCodec
{
    /// <summary>Fast, and read by everyone.</summary>
    Snappy,

    /// <summary>Smaller and slower.</summary>
    Gzip,

    /// <summary>Not at all.</summary>
    None,
}
