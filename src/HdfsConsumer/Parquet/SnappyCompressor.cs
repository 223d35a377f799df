using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Compresses into Snappy's raw format, as Compression.md, "SNAPPY", asks for: the length, then literals and copies
/// (google/snappy, format_description.txt). What repeats is looked for within blocks of 64 KiB.
/// </summary>
/// <remarks>Of our own because a page is compressed into a buffer that is used again, where libraries return an array each time.</remarks>
internal sealed class SnappyCompressor
{
    // Offsets within a block fit into the two bytes of a copy, and into the table.
    private const int BlockBytes = 1 << 16;

    private const int TableBits = 14;
    private const int MatchBytesMin = 4;

    // Extending a match reads eight bytes at a time, so it is not begun closer to the end than that.
    private const int Margin = 8;

    // The longer nothing repeats, the larger the steps: after each 32 bytes, one byte more.
    private const int SkipShift = 5;

    private readonly ushort[] _table = new ushort[1 << TableBits];

    /// <summary>Adds the compressed form of <paramref name="bytes"/>.</summary>
    public void Compress(ReadOnlySpan<byte> bytes, IBufferWriter<byte> into)
    {
        // At worst, literals of 61 bytes with a header of two, and copies of three bytes for four between them, far less than a sixth more.
        var output = into.GetSpan(bytes.Length + (bytes.Length / 6) + 32);
        var written = Varint.Write(output, (uint)bytes.Length);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, BlockBytes)..])
        {
            written += CompressBlock(bytes[..Math.Min(bytes.Length, BlockBytes)], output[written..]);
        }

        into.Advance(written);
    }

    private int CompressBlock(ReadOnlySpan<byte> block, Span<byte> output)
    {
        Array.Clear(_table);
        var table = _table.AsSpan();
        var written = 0;
        var literalFrom = 0;
        var last = block.Length - Margin;
        for (var at = 0; at <= last;)
        {
            var word = Word(block, at);
            ref var seen = ref table[Hash(word)];
            int candidate = seen;
            seen = (ushort)at;
            if (candidate >= at || Word(block, candidate) != word)
            {
                at += 1 + ((at - literalFrom) >> SkipShift);
                continue;
            }

            var length = MatchLength(block, candidate, at);
            written += WriteLiteral(block[literalFrom..at], output[written..]);
            written += WriteCopy(at - candidate, length, output[written..]);
            at += length;
            literalFrom = at;
            if (at <= last)
            {
                // Where a match ends, another often begins one byte earlier next time.
                table[Hash(Word(block, at - 1))] = (ushort)(at - 1);
            }
        }

        return written + WriteLiteral(block[literalFrom..], output[written..]);
    }

    private static uint Word(ReadOnlySpan<byte> block, int at) => BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);

    private static int Hash(uint word) => (int)((word * 0x9E3779B1) >> (32 - TableBits));

    private static int MatchLength(ReadOnlySpan<byte> block, int candidate, int at)
    {
        var from = at;
        candidate += MatchBytesMin;
        at += MatchBytesMin;
        while (at + sizeof(ulong) <= block.Length)
        {
            var difference = BinaryPrimitives.ReadUInt64LittleEndian(block[candidate..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(block[at..]);
            if (difference != 0)
            {
                return at - from + (BitOperations.TrailingZeroCount(difference) / 8);
            }

            candidate += sizeof(ulong);
            at += sizeof(ulong);
        }

        while (at < block.Length && block[at] == block[candidate])
        {
            candidate++;
            at++;
        }

        return at - from;
    }

    // format_description.txt, 2.1: the length less one in the upper six bits, or from 60 on in one or two bytes after the tag.
    private static int WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> output)
    {
        if (literal.IsEmpty)
        {
            return 0;
        }

        var length = literal.Length - 1;
        int header;
        switch (length)
        {
            case < 60:
                output[0] = (byte)(length << 2);
                header = 1;
                break;
            case < 1 << 8:
                output[0] = 60 << 2;
                output[1] = (byte)length;
                header = 2;
                break;
            default:
                output[0] = 61 << 2;
                BinaryPrimitives.WriteUInt16LittleEndian(output[1..], (ushort)length);
                header = 3;
                break;
        }

        literal.CopyTo(output[header..]);
        return header + literal.Length;
    }

    // format_description.txt, 2.2: copies of 1 to 64 bytes with an offset of two bytes, or of 4 to 11 bytes with one of eleven bits.
    private static int WriteCopy(int offset, int length, Span<byte> output)
    {
        var written = 0;
        while (length > 64)
        {
            // At least four bytes are left, which the short form can take.
            var part = length >= 68 ? 64 : 60;
            written += WriteLongCopy(offset, part, output[written..]);
            length -= part;
        }

        if (length >= 12 || offset >= 1 << 11)
        {
            return written + WriteLongCopy(offset, length, output[written..]);
        }

        output[written] = (byte)(((offset >> 8) << 5) | ((length - 4) << 2) | 1);
        output[written + 1] = (byte)offset;
        return written + 2;
    }

    private static int WriteLongCopy(int offset, int length, Span<byte> output)
    {
        output[0] = (byte)(((length - 1) << 2) | 2);
        BinaryPrimitives.WriteUInt16LittleEndian(output[1..], (ushort)offset);
        return 3;
    }
}
