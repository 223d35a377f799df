using System.Buffers.Binary;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>What remains to be done to a data file that has been closed. Whoever finds it finishes it.</summary>
internal enum ClosingStep : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The data file gets its closed name.</summary>
    Rename = 1,

    /// <summary>The closed file is replaced by its compressed form.</summary>
    Compress = 2,
}

/// <summary>What a ledger says of its data file.</summary>
internal sealed class LedgerState
{
    private const int HeaderBytes = 41;
    private const int EntryBytes = 20;

    /// <summary>Rises when the destination goes back to its stable state: what others wrote beyond it is gone.</summary>
    public uint Generation { get; set; } = 1;

    /// <summary>How many data files have been closed.</summary>
    public uint Rotations { get; set; }

    /// <summary>Bytes of the data file that count.</summary>
    public long Length { get; set; }

    /// <summary>CRC-32C of those bytes.</summary>
    public uint Checksum { get; set; } = Storing.Checksum.Empty;

    /// <summary>What is being done to the data file; set in stable states only.</summary>
    public ClosingStep Closing { get; set; }

    /// <summary>The number of the closed file that <see cref="Closing"/> is about.</summary>
    public int ClosingNumber { get; set; }

    /// <summary>Records in the data file and in all that have been closed.</summary>
    public long Records { get; set; }

    /// <summary>How many of them were there before the base path was first used.</summary>
    public long AdoptedRecords { get; set; }

    /// <summary>For each partition the next offset expected; only beyond the watermark.</summary>
    public Dictionary<PartitionKey, long> Next { get; private init; } = [];

    /// <summary>Whether this is what became of a stable state by appends alone.</summary>
    public bool GoesOnFrom(LedgerState stable) =>
        Generation == stable.Generation && Rotations == stable.Rotations && Length >= stable.Length;

    /// <summary>A copy that can change by itself.</summary>
    public LedgerState Clone() => new()
    {
        Generation = Generation,
        Rotations = Rotations,
        Length = Length,
        Checksum = Checksum,
        Closing = Closing,
        ClosingNumber = ClosingNumber,
        Records = Records,
        AdoptedRecords = AdoptedRecords,
        Next = new Dictionary<PartitionKey, long>(Next),
    };

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static LedgerState Decode(ReadOnlySpan<byte> bytes)
    {
        var state = new LedgerState
        {
            Generation = BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            Rotations = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            Length = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            Closing = (ClosingStep)bytes[20],
            ClosingNumber = BinaryPrimitives.ReadInt32LittleEndian(bytes[21..]),
            Records = BinaryPrimitives.ReadInt64LittleEndian(bytes[25..]),
            AdoptedRecords = BinaryPrimitives.ReadInt64LittleEndian(bytes[33..]),
        };
        for (var rest = bytes[HeaderBytes..]; rest.Length >= EntryBytes; rest = rest[EntryBytes..])
        {
            var key = new PartitionKey(BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadInt32LittleEndian(rest[8..]));
            state.Next[key] = BinaryPrimitives.ReadInt64LittleEndian(rest[12..]);
        }

        return state;
    }

    /// <summary>
    /// Writes the state into <paramref name="buffer"/>, which grows as needed, and returns the part that it fills:
    /// generation (4), rotations (4), length (8), checksum (4), closing step (1) and number (4), records (8), adopted records
    /// (8), then per partition topic hash (8), number (4), next (8); little-endian.
    /// </summary>
    public ReadOnlySpan<byte> Encode(ref byte[] buffer)
    {
        var total = HeaderBytes + (Next.Count * EntryBytes);
        if (buffer.Length < total)
        {
            buffer = new byte[total * 2];
        }

        var bytes = buffer.AsSpan(0, total);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Rotations);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], Checksum);
        bytes[20] = (byte)Closing;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[21..], ClosingNumber);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[25..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[33..], AdoptedRecords);
        var rest = bytes[HeaderBytes..];
        foreach (var (key, next) in Next)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, key.TopicHash);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], key.Partition);
            BinaryPrimitives.WriteInt64LittleEndian(rest[12..], next);
            rest = rest[EntryBytes..];
        }

        return bytes;
    }
}
