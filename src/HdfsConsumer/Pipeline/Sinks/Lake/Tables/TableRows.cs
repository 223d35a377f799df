using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>The rows of one partition of a table: the last record of each key among all those below an offset. Held in memory as a whole.</summary>
internal sealed class TableRows
{
    /// <summary>What a row takes besides its key and its line, about: two arrays and an entry of the dictionary.</summary>
    private const int RowOverheadBytes = 96;

    private readonly Dictionary<byte[], byte[]> _lines = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _byKey;

    /// <summary>Makes a table without rows, which expects the first record that there is.</summary>
    public TableRows() => _byKey = _lines.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The next offset: every record below it has been taken.</summary>
    public long Next { get; private set; }

    /// <summary>Rows.</summary>
    public int Count => _lines.Count;

    /// <summary>About how much memory they take.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Keys and lines, in no particular order.</summary>
    public IEnumerable<KeyValuePair<byte[], byte[]>> All => _lines;

    /// <summary>Takes a record: its line is the row of its key from now on; an empty line deletes it.</summary>
    /// <param name="offset">Kafka's offset, not below <see cref="Next"/>.</param>
    /// <param name="key">Kafka's key.</param>
    /// <param name="line">The record as one JSON object, or nothing.</param>
    public void Take(long offset, ReadOnlySpan<byte> key, ReadOnlySpan<byte> line)
    {
        if (_byKey.Remove(key, out var known, out var former))
        {
            HeldBytes -= SizeOf(known, former);
        }

        if (!line.IsEmpty)
        {
            _byKey[key] = line.ToArray();
            HeldBytes += SizeOf(key, line);
        }

        SkipTo(offset + 1);
    }

    /// <summary>There is nothing for the table below an offset.</summary>
    public void SkipTo(long next) => Next = Math.Max(Next, next);

    private static int SizeOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> line) => key.Length + line.Length + RowOverheadBytes;
}
