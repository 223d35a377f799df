using System.Buffers;
using System.Buffers.Binary;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// A record as it waits for its table: the row that is made of it, and the record itself, which becomes a dead letter should the table refuse it.
/// </summary>
/// <remarks>Flags (1), where it was read at first when it is replayed (16), bytes of the key (4) and the key, of deletions only, bytes of the row (4), the row, the value.</remarks>
internal readonly ref struct HeldRow
{
    private const byte DeletionFlag = 1;
    private const byte ReplayedFlag = 2;
    private const int OriginBytes = 16;

    private HeldRow(bool isDeletion, RecordOrigin? origin, ReadOnlySpan<byte> key, int rowStart, int rowLength, ReadOnlySpan<byte> value)
    {
        IsDeletion = isDeletion;
        Origin = origin;
        Key = key;
        RowStart = rowStart;
        RowLength = rowLength;
        Value = value;
    }

    /// <summary>Whether the record has no value, and the row of its key is to be deleted.</summary>
    public bool IsDeletion { get; }

    /// <summary>Where it was read at first, when it is replayed.</summary>
    public RecordOrigin? Origin { get; }

    /// <summary>Kafka's key of a deletion.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Where the row begins; see <see cref="RowEncoding"/>.</summary>
    public int RowStart { get; }

    /// <summary>Its bytes.</summary>
    public int RowLength { get; }

    /// <summary>The record's value, as it came.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Writes a record behind what is there.</summary>
    /// <param name="held">Where to.</param>
    /// <param name="record">The record.</param>
    /// <param name="row">The row that is made of it; nothing of a deletion.</param>
    public static void Write(ArrayBufferWriter<byte> held, ConsumedRecord record, ReadOnlySpan<byte> row)
    {
        var isReplayed = record.Origin.Attempt > 0;
        var flags = (record.IsTombstone ? DeletionFlag : 0) | (isReplayed ? ReplayedFlag : 0);
        held.Write([(byte)flags]);
        if (isReplayed)
        {
            var origin = held.GetSpan(OriginBytes);
            BinaryPrimitives.WriteInt32LittleEndian(origin, record.Origin.Partition);
            BinaryPrimitives.WriteInt64LittleEndian(origin[4..], record.Origin.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(origin[12..], record.Origin.Attempt);
            held.Advance(OriginBytes);
        }

        WriteWithLength(held, record.IsTombstone ? record.Key : default);
        WriteWithLength(held, row);
        held.Write(record.Value);
    }

    /// <summary>Reads a record.</summary>
    public static HeldRow Read(ReadOnlySpan<byte> held)
    {
        var at = 1;
        RecordOrigin? origin = null;
        if ((held[0] & ReplayedFlag) != 0)
        {
            origin = new RecordOrigin(
                BinaryPrimitives.ReadInt32LittleEndian(held[1..]), BinaryPrimitives.ReadInt64LittleEndian(held[5..]), BinaryPrimitives.ReadInt32LittleEndian(held[13..]));
            at += OriginBytes;
        }

        var key = held.Slice(at + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(held[at..]));
        at += sizeof(int) + key.Length;
        var rowLength = BinaryPrimitives.ReadInt32LittleEndian(held[at..]);
        at += sizeof(int);
        return new HeldRow((held[0] & DeletionFlag) != 0, origin, key, at, rowLength, held[(at + rowLength)..]);
    }

    private static void WriteWithLength(ArrayBufferWriter<byte> held, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(held.GetSpan(sizeof(int)), bytes.Length);
        held.Advance(sizeof(int));
        held.Write(bytes);
    }
}
