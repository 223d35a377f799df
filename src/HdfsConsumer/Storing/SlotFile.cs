using System.Buffers.Binary;

namespace HdfsConsumer.Storing;

/// <summary>
/// A small file of numbered slots. Each is written whole and read back only when its checksum holds. No two slots share a
/// page of the file, so that a torn write of one never harms another, and each can grow without bound.
/// </summary>
/// <remarks>
/// Page <c>i</c> of slot <c>s</c> is page <c>i * slots + s</c> of the file. A slot's bytes begin with a header:
/// magic (4), payload length (4), sequence (8), CRC-32C of the sequence and the payload (4), zero (4); little-endian.
/// </remarks>
internal sealed class SlotFile(IDiskFile file, int slots)
{
    /// <summary>The unit in which a disk tears writes, at most: the page of Linux and macOS page caches.</summary>
    public const int PageBytes = 4096;

    private const uint Magic = 0x314C4348; // "HCL1"
    private const int HeaderBytes = 24;

    // Small, as most slots are: there is one for each open file.
    private byte[] _buffer = new byte[512];

    /// <summary>Writes a slot. Nothing is synced.</summary>
    public void Write(int slot, ulong sequence, ReadOnlySpan<byte> payload)
    {
        var total = HeaderBytes + payload.Length;
        if (_buffer.Length < total)
        {
            _buffer = new byte[total * 2];
        }

        var bytes = _buffer.AsSpan(0, total);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], ChecksumOf(bytes.Slice(8, 8), payload));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], 0);
        payload.CopyTo(bytes[HeaderBytes..]);
        for (var page = 0; page * PageBytes < total; page++)
        {
            var part = bytes[(page * PageBytes)..Math.Min(total, (page + 1) * PageBytes)];
            file.Write(part, PageOffset(slot, page));
        }
    }

    /// <summary>Reads a slot; false, and a sequence of 0, when it was never written whole. The payload is valid until the next call.</summary>
    public bool TryRead(int slot, out ulong sequence, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        sequence = 0;
        var read = file.Read(_buffer.AsSpan(0, Math.Min(_buffer.Length, PageBytes)), PageOffset(slot, 0));
        if (read < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(_buffer) != Magic)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(4));
        var total = (long)HeaderBytes + length;
        if (length < 0 || (total > read && total > file.Length) || !TryReadRest(slot, read, (int)total))
        {
            return false;
        }

        var whole = _buffer.AsSpan(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(16)) != ChecksumOf(_buffer.AsSpan(8, 8), whole))
        {
            return false;
        }

        payload = whole;
        sequence = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(8));
        return true;
    }

    /// <summary>The sequence that a slot's header claims, unchecked: enough to see whether anyone has written it since.</summary>
    public ulong PeekSequence(int slot)
    {
        Span<byte> sequence = stackalloc byte[sizeof(ulong)];
        return file.Read(sequence, PageOffset(slot, 0) + 8) < sequence.Length ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(sequence);
    }

    private bool TryReadRest(int slot, int begin, int end)
    {
        if (_buffer.Length < end)
        {
            Array.Resize(ref _buffer, end);
        }

        while (begin < end)
        {
            var page = begin / PageBytes;
            var part = _buffer.AsSpan(begin..Math.Min(end, (page + 1) * PageBytes));
            if (file.Read(part, PageOffset(slot, page) + (begin % PageBytes)) < part.Length)
            {
                return false;
            }

            begin += part.Length;
        }

        return true;
    }

    private long PageOffset(int slot, int page) => (((long)page * slots) + slot) * PageBytes;

    private static uint ChecksumOf(ReadOnlySpan<byte> sequence, ReadOnlySpan<byte> payload) =>
        Checksum.Continue(Checksum.Continue(Checksum.Empty, sequence), payload);
}
