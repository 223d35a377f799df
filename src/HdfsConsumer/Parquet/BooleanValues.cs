using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>Values that are true or false: two places, which the values are themselves.</summary>
internal sealed class BooleanValues : ColumnValues
{
    /// <inheritdoc/>
    public override int Add(ParquetRow row, int column) => (int)row[column].Low;

    /// <inheritdoc/>
    public override int Share(ParquetRow row, int column) => Add(row, column);

    /// <inheritdoc/>
    public override int PlainBytesAt(int place) => 1;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<int> places, IBufferWriter<byte> into)
    {
        var length = (places.Length + 7) / 8;
        var bytes = into.GetSpan(length)[..length];
        bytes.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            bytes[i / 8] |= (byte)(places[i] << (i % 8));
        }

        into.Advance(length);
    }

    /// <inheritdoc/>
    public override PageStatistics StatisticsOf(ReadOnlySpan<int> places, int nulls)
    {
        var bounds = places.IsEmpty
            ? null
            : new ValueBounds([(byte)(places.Contains(0) ? 0 : 1)], true, [(byte)(places.Contains(1) ? 1 : 0)], true);
        return new PageStatistics(nulls, null, bounds);
    }

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left[0].CompareTo(right[0]);

    /// <inheritdoc/>
    public override void Clear()
    {
    }
}
