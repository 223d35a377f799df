using System.Buffers.Binary;
using System.Numerics;

namespace HdfsConsumer.Storing;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) that can be carried on: the checksum of a file after an append is that of
/// the file before it, continued over the new bytes.
/// </summary>
internal static class Checksum
{
    /// <summary>The checksum of no bytes.</summary>
    public const uint Empty = 0;

    /// <summary>The checksum of what <paramref name="checksum"/> covers followed by <paramref name="bytes"/>.</summary>
    public static uint Continue(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    /// <summary>The checksum of what <paramref name="checksum"/> covers followed by a part of a file, or null when the file ends before it.</summary>
    public static uint? Continue(uint checksum, IDiskFile file, long from, long to)
    {
        var buffer = new byte[Math.Min(to - from, 1 << 20)];
        for (var at = from; at < to;)
        {
            var wanted = (int)Math.Min(buffer.Length, to - at);
            if (file.Read(buffer.AsSpan(0, wanted), at) < wanted)
            {
                return null;
            }

            checksum = Continue(checksum, buffer.AsSpan(0, wanted));
            at += wanted;
        }

        return checksum;
    }
}
