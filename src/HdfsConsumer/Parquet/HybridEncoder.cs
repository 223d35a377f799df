using System.Buffers;
using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Small numbers as runs of equal ones and as packed bits: Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
/// </summary>
internal static class HybridEncoder
{
    // Bits are packed in groups of eight numbers; a run that is shorter would be larger than they are.
    private const int GroupSize = 8;

    /// <summary>Bits that the numbers from 0 to <paramref name="largest"/> need; at least one, for not every reader knows numbers of no bits.</summary>
    public static int BitWidth(int largest) => Math.Max(1, 32 - int.LeadingZeroCount(largest));

    /// <summary>Writes numbers of <paramref name="bitWidth"/> bits (1 to 32).</summary>
    public static void Encode(ReadOnlySpan<int> values, int bitWidth, IBufferWriter<byte> into)
    {
        var packedFrom = 0;
        for (var at = 0; at < values.Length;)
        {
            var run = RunLength(values[at..]);

            // What is packed before a run fills up its last group from the run.
            var borrowed = -(at - packedFrom) & (GroupSize - 1);
            if (run - borrowed >= GroupSize)
            {
                Pack(values[packedFrom..(at + borrowed)], bitWidth, into);
                WriteRun(values[at], run - borrowed, bitWidth, into);
                packedFrom = at + run;
            }

            at += run;
        }

        Pack(values[packedFrom..], bitWidth, into);
    }

    /// <summary>Writes the same number <paramref name="count"/> times.</summary>
    public static void WriteRun(int value, int count, int bitWidth, IBufferWriter<byte> into)
    {
        Varint.Write(into, (uint)count << 1);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        into.Write(bytes[..((bitWidth + 7) / 8)]);
    }

    private static int RunLength(ReadOnlySpan<int> values)
    {
        var first = values[0];
        var length = 1;
        while (length < values.Length && values[length] == first)
        {
            length++;
        }

        return length;
    }

    private static void Pack(ReadOnlySpan<int> values, int bitWidth, IBufferWriter<byte> into)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var groups = (values.Length + GroupSize - 1) / GroupSize;
        Varint.Write(into, ((uint)groups << 1) | 1);
        var length = groups * bitWidth;
        var bytes = into.GetSpan(length + sizeof(uint))[..(length + sizeof(uint))];
        var at = 0;
        ulong pending = 0;
        var pendingBits = 0;
        foreach (var value in values)
        {
            pending |= (ulong)(uint)value << pendingBits;
            pendingBits += bitWidth;
            if (pendingBits >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], (uint)pending);
                at += sizeof(uint);
                pending >>= 32;
                pendingBits -= 32;
            }
        }

        // The last group is filled up with zeros.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], (uint)pending);
        bytes[Math.Min(at + sizeof(uint), length)..length].Clear();
        into.Advance(length);
    }
}
