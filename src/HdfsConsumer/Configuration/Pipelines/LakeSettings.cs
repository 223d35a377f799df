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
