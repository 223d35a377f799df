using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>Unsigned LEB128, which Thrift's compact protocol and the RLE/bit-packing hybrid both write numbers in: seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    private const int BytesMax = 10;

    /// <summary>Writes a number.</summary>
    public static void Write(IBufferWriter<byte> into, ulong value)
    {
        var bytes = into.GetSpan(BytesMax);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        into.Advance(length);
    }
}
