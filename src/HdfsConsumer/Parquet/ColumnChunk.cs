namespace HdfsConsumer.Parquet;

/// <summary>Compares two values as bounds hold them.</summary>
internal delegate int BoundComparison(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

/// <summary>A column's part of a row group, written to the file: a dictionary page, where there is one, then data pages.</summary>
/// <param name="Column">The column.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="DictionaryPage">The dictionary page.</param>
/// <param name="DataPages">The data pages; at least one.</param>
/// <param name="Compare">The column's order.</param>
internal sealed record ColumnChunk(ParquetColumn Column, long Offset, EncodedPage? DictionaryPage, IReadOnlyList<EncodedPage> DataPages, BoundComparison Compare)
{
    /// <summary>Where the data pages begin.</summary>
    public long DataOffset => Offset + (DictionaryPage?.Bytes ?? 0);

    /// <summary>Bytes in the file.</summary>
    public long Bytes => (DictionaryPage?.Bytes ?? 0) + DataPages.Sum(page => (long)page.Bytes);

    /// <summary>Bytes before the compression.</summary>
    public long UncompressedBytes => (DictionaryPage?.UncompressedBytes ?? 0) + DataPages.Sum(page => (long)page.UncompressedBytes);

    /// <summary>Rows, nulls too.</summary>
    public long Rows => DataPages.Sum(page => (long)page.Rows);

    /// <summary>Whether a page holds nothing but nulls.</summary>
    public static bool IsNull(EncodedPage page) => page.Statistics.Nulls == page.Rows;

    /// <summary>
    /// Whether each page either holds nothing but nulls or has bounds. Without that there is no column index (parquet.thrift,
    /// struct ColumnIndex).
    /// </summary>
    public bool AllPagesHaveBounds => DataPages.All(page => IsNull(page) || page.Statistics.Bounds is not null);

    /// <summary>What is known of all values.</summary>
    public PageStatistics Statistics()
    {
        var bounds = AllPagesHaveBounds ? Bounds() : null;
        var notNumbers = DataPages.Sum(page => page.Statistics.NotNumbers);
        return new PageStatistics(DataPages.Sum(page => page.Statistics.Nulls), DataPages[0].Statistics.NotNumbers is null ? null : notNumbers, bounds);
    }

    /// <summary>How the bounds of the pages are ordered. Numbers: parquet.thrift, enum BoundaryOrder.</summary>
    public BoundaryOrder Order()
    {
        var all = DataPages.Select(page => page.Statistics.Bounds).OfType<ValueBounds>().ToList();
        var steps = all.Zip(all.Skip(1), (before, after) => (Min: Compare(before.Min, after.Min), Max: Compare(before.Max, after.Max))).ToList();
        return steps.TrueForAll(step => step is { Min: <= 0, Max: <= 0 }) ? BoundaryOrder.Ascending
            : steps.TrueForAll(step => step is { Min: >= 0, Max: >= 0 }) ? BoundaryOrder.Descending
            : BoundaryOrder.Unordered;
    }

    private ValueBounds? Bounds() =>
        DataPages.Select(page => page.Statistics.Bounds).OfType<ValueBounds>().Aggregate((ValueBounds?)null, (whole, page) => whole is null ? page : Union(whole, page));

    private ValueBounds Union(ValueBounds left, ValueBounds right)
    {
        var lower = Compare(left.Min, right.Min) <= 0 ? left : right;
        var upper = Compare(left.Max, right.Max) >= 0 ? left : right;
        return new ValueBounds(lower.Min, lower.IsMinExact, upper.Max, upper.IsMaxExact);
    }
}

/// <summary>How the bounds of pages are ordered. Numbers: parquet.thrift, enum BoundaryOrder.</summary>
internal enum BoundaryOrder
{
    /// <summary>In no order.</summary>
    Unordered = 0,

    /// <summary>Neither bound ever falls.</summary>
    Ascending = 1,

    /// <summary>Neither bound ever rises.</summary>
    Descending = 2,
}
