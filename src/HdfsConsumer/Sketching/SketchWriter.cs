using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HdfsConsumer.Sketching;

/// <summary>Writes what sketches hold as bytes, one value behind the other; <see cref="SketchReader"/> reads them in the same order.</summary>
/// <remarks>Numbers in as few bytes as they need (zigzag and LEB128, as in Protocol Buffers' sint64), fixed ones little-endian, bytes and texts with their length before them.</remarks>
internal sealed class SketchWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a number, the smaller the shorter.</summary>
    public void WriteNumber(long number)
    {
        var rest = (ulong)((number << 1) ^ (number >> 63));
        var to = _bytes.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            to[length++] = (byte)(rest | 0x80);
        }

        to[length++] = (byte)rest;
        _bytes.Advance(length);
    }

    /// <summary>Writes a number of 128 bits.</summary>
    public void WriteFixed(UInt128 number)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_bytes.GetSpan(16), number);
        _bytes.Advance(16);
    }

    /// <summary>Writes bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteNumber(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>Writes a text.</summary>
    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber(length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }
}

/// <summary>Reads what <see cref="SketchWriter"/> wrote. That it is whole, a checksum has told before.</summary>
/// <param name="bytes">The bytes.</param>
internal sealed class SketchReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    /// <summary>Whether everything is read.</summary>
    public bool IsAtEnd => _at == bytes.Length;

    /// <summary>Reads a number.</summary>
    public long ReadNumber()
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes.Span[_at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(number >> 1) ^ -(long)(number & 1);
            }
        }
    }

    /// <summary>Reads a number of 128 bits.</summary>
    public UInt128 ReadFixed()
    {
        _at += 16;
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes.Span[(_at - 16)..]);
    }

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = (int)ReadNumber();
        _at += length;
        return bytes.Span.Slice(_at - length, length);
    }

    /// <summary>Reads a text.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());
}
