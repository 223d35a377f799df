using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>Unsigned LEB128, which Thrift's compact protocol and the RLE/bit-packing hybrid write numbers in, and Snappy its length: seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    private const int BytesMax = 10;

    /// <summary>Writes a number.</summary>
    public static void Write(IBufferWriter<byte> into, ulong value) => into.Advance(Write(into.GetSpan(BytesMax), value));

    /// <summary>Writes a number at the beginning of a span that is long enough; returns its bytes.</summary>
    public static int Write(Span<byte> into, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            into[length++] = (byte)(value | 0x80);
        }

        into[length++] = (byte)value;
        return length;
    }
}
