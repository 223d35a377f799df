namespace HdfsConsumer.Parquet;

/// <summary>How values are encoded. Numbers: parquet.thrift, enum Encoding.</summary>
internal enum ParquetEncoding
{
    /// <summary>One after the other.</summary>
    Plain = 0,

    /// <summary>Runs and packed bits.</summary>
    Rle = 3,

    /// <summary>Indices into a dictionary, as runs and packed bits.</summary>
    RleDictionary = 8,
}
