using HdfsConsumer.Pipeline.Batching;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>A row that is to be written, and the record that it is made of.</summary>
/// <param name="record">The record.</param>
/// <param name="held">What is held of it; see <see cref="Parsing.HeldRow"/>.</param>
/// <param name="values">The columns; see <see cref="Parsing.RowEncoding"/>.</param>
/// <param name="order">What says which of two rows of a key is the newer.</param>
/// <param name="isDeletion">Whether it only marks that its key is deleted.</param>
internal sealed class TableRow(BufferedRecord record, ReadOnlyMemory<byte> held, ReadOnlyMemory<byte> values, RowOrder order, bool isDeletion)
{
    /// <summary>The record.</summary>
    public BufferedRecord Record => record;

    /// <summary>What is held of it.</summary>
    public ReadOnlyMemory<byte> Held => held;

    /// <summary>The columns.</summary>
    public ReadOnlyMemory<byte> Values => values;

    /// <summary>What says which of two rows of a key is the newer.</summary>
    public RowOrder Order => order;

    /// <summary>Whether it only marks that its key is deleted.</summary>
    public bool IsDeletion => isDeletion;

    /// <summary>The numbers of its values in the dimensions of its table, null for no value.</summary>
    public IReadOnlyList<long?> DimensionKeys { get; set; } = [];

    /// <summary>The next older row of the same key in the batch, which is written if this one is refused; null for none.</summary>
    public TableRow? Older { get; set; }
}

/// <summary>What says which of two rows of a key is the newer: it is kept with the row, so that it holds wherever and whenever the other comes from.</summary>
/// <param name="First">The column that the settings name, else the greatest timestamp of the partition so far, milliseconds since 1970 UTC.</param>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="Offset">Kafka's offset.</param>
internal readonly record struct RowOrder(long First, int Partition, long Offset) : IComparable<RowOrder>
{
    /// <inheritdoc/>
    public int CompareTo(RowOrder other) => (First, Partition, Offset).CompareTo((other.First, other.Partition, other.Offset));
}
