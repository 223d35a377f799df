namespace HdfsConsumer.Parquet;

/// <summary>How pages are compressed. Numbers: parquet.thrift, enum CompressionCodec.</summary>
internal enum ParquetCodec
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Snappy: fast, and read by everyone.</summary>
    Snappy = 1,

    /// <summary>Gzip: smaller and slower.</summary>
    Gzip = 2,
}

/// <summary>How a Parquet file is written.</summary>
/// <param name="Codec">How its pages are compressed.</param>
/// <param name="RowGroupBytesMax">A row group is written when about this many bytes of it are held in memory, pages already
/// compressed. A single row larger than that is a row group of its own.</param>
internal sealed record ParquetSettings(ParquetCodec Codec = ParquetCodec.Snappy, long RowGroupBytesMax = 32 << 20);
