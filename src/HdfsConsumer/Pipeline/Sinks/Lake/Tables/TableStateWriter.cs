using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>Writes the state of one partition of a table: its rows and its next offset, in one file that is whole or wrong.</summary>
/// <remarks>
/// Magic (4), next offset (8), rows (8), bytes of the topic's name (4) and the name; then of each row the bytes of its key (4) and of its line (4),
/// the key and the line; at the end the CRC-32C of all before (4). Little-endian.
/// </remarks>
internal static class TableStateWriter
{
    /// <summary>The first four bytes: "HCT1".</summary>
    public const uint Magic = 0x31544348;

    private const int ChunkBytes = 1 << 16;

    /// <summary>Writes a state to an empty file. Nothing is synced.</summary>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    public static void Write(IDiskFile file, string topic, TableRows rows)
    {
        var chunk = new ArrayBufferWriter<byte>(ChunkBytes);
        var checksum = Checksum.Empty;
        var written = 0L;
        WriteNumber(chunk, Magic);
        WriteOffset(chunk, rows.Next);
        WriteOffset(chunk, rows.Count);
        WriteNumber(chunk, (uint)Encoding.UTF8.GetByteCount(topic));
        chunk.Write(Encoding.UTF8.GetBytes(topic));
        foreach (var (key, line) in rows.All)
        {
            WriteNumber(chunk, (uint)key.Length);
            WriteNumber(chunk, (uint)line.Length);
            chunk.Write(key);
            chunk.Write(line);
            if (chunk.WrittenCount >= ChunkBytes)
            {
                LetGo();
            }
        }

        LetGo();
        WriteNumber(chunk, checksum);
        LetGo();

        void LetGo()
        {
            checksum = Checksum.Continue(checksum, chunk.WrittenSpan);
            file.Write(chunk.WrittenSpan, written);
            written += chunk.WrittenCount;
            chunk.ResetWrittenCount();
        }
    }

    private static void WriteNumber(ArrayBufferWriter<byte> chunk, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.GetSpan(sizeof(uint)), number);
        chunk.Advance(sizeof(uint));
    }

    private static void WriteOffset(ArrayBufferWriter<byte> chunk, long offset)
    {
        BinaryPrimitives.WriteInt64LittleEndian(chunk.GetSpan(sizeof(long)), offset);
        chunk.Advance(sizeof(long));
    }
}
