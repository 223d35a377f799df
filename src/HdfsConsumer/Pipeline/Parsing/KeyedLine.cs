using System.Buffers;
using System.Buffers.Binary;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>A record as it waits for its table in a lake: Kafka's key, and the line that is its row from now on.</summary>
/// <remarks>Bytes of the key (4, little-endian), the key, the line.</remarks>
internal readonly ref struct KeyedLine
{
    private KeyedLine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> line)
    {
        Key = key;
        Line = line;
    }

    /// <summary>Kafka's key.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>One JSON object; nothing when the row of the key is to be deleted.</summary>
    public ReadOnlySpan<byte> Line { get; }

    /// <summary>Writes a record behind what is there.</summary>
    /// <param name="held">Where to.</param>
    /// <param name="key">Kafka's key.</param>
    /// <param name="line">The line; nothing of a deletion.</param>
    public static void Write(ArrayBufferWriter<byte> held, ReadOnlySpan<byte> key, ReadOnlySpan<byte> line)
    {
        BinaryPrimitives.WriteInt32LittleEndian(held.GetSpan(sizeof(int)), key.Length);
        held.Advance(sizeof(int));
        held.Write(key);
        held.Write(line);
    }

    /// <summary>Reads a record.</summary>
    public static KeyedLine Read(ReadOnlySpan<byte> held)
    {
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(held);
        return new KeyedLine(held.Slice(sizeof(int), keyLength), held[(sizeof(int) + keyLength)..]);
    }
}
