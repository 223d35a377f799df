namespace HdfsConsumer.Parquet;

/// <summary>What is known of the values of a page, or of a whole column chunk: parquet.thrift, struct Statistics.</summary>
/// <param name="Nulls">How many are null.</param>
/// <param name="NotNumbers">How many are not a number; null for columns that are not of floating point.</param>
/// <param name="Bounds">Between which the others lie; null when there are no others, or when no bounds can be told.</param>
internal readonly record struct PageStatistics(long Nulls, long? NotNumbers, ValueBounds? Bounds);

/// <summary>A lower and an upper bound, in the plain encoding without a length.</summary>
/// <param name="Min">The lower one.</param>
/// <param name="IsMinExact">Whether it is a value itself.</param>
/// <param name="Max">The upper one.</param>
/// <param name="IsMaxExact">Whether it is a value itself.</param>
internal sealed record ValueBounds(byte[] Min, bool IsMinExact, byte[] Max, bool IsMaxExact);
