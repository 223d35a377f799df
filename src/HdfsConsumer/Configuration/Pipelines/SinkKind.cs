namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>How a pipeline lands records.</summary>
internal enum SinkKind
{
    /// <summary>As JSON Lines in folders.</summary>
    Files,

    /// <summary>As rows in Parquet files.</summary>
    Parquet,

    /// <summary>As rows in tables of PostgreSQL.</summary>
    Postgres,

    /// <summary>As rows in tables of MySQL or MariaDB.</summary>
    MySql,

    /// <summary>Counted: as a summary of them all.</summary>
    Analytics,
}
