using System.Buffers;
using System.Runtime.InteropServices;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Pipeline.Batching;

/// <summary>A record held in memory: where it comes from, and how long its line is.</summary>
/// <param name="Tenure">The holding that it was read under.</param>
/// <param name="Offset">Kafka's offset.</param>
/// <param name="TimestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
/// <param name="LineBytes">Bytes of the line with its newline.</param>
internal readonly record struct BufferedRecord(PartitionTenure Tenure, long Offset, long TimestampMs, int LineBytes);

/// <summary>
/// The lines that wait for one destination, in the order in which they came. They leave from the head only, so nothing
/// overtakes a line whose append failed.
/// </summary>
internal sealed class DestinationBuffer(Destination destination) : IDisposable
{
    private readonly List<BufferedRecord> _records = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1024);
    private int _recordsStart;
    private int _bytesStart;
    private int _bytesEnd;

    /// <summary>Where the lines go.</summary>
    public Destination Destination { get; private set; } = destination;

    /// <summary>Bytes of memory that it has for lines, used or not.</summary>
    public int CapacityBytes => _bytes.Length;

    /// <summary>The records that wait.</summary>
    public ReadOnlySpan<BufferedRecord> Records => CollectionsMarshal.AsSpan(_records)[_recordsStart..];

    /// <summary>Their lines, each with its newline.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_bytesStart, _bytesEnd - _bytesStart);

    /// <summary>The same bytes, until the buffer changes.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_bytesStart, _bytesEnd - _bytesStart);

    /// <summary>Adds a record at the end; the newline is added here.</summary>
    public void Add(PartitionTenure tenure, long offset, long timestampMs, ReadOnlySpan<byte> line)
    {
        var needed = _bytesEnd + line.Length + 1;
        if (needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
            _bytes.AsSpan(0, _bytesEnd).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        line.CopyTo(_bytes.AsSpan(_bytesEnd));
        _bytes[needed - 1] = (byte)'\n';
        _bytesEnd = needed;
        _records.Add(new BufferedRecord(tenure, offset, timestampMs, line.Length + 1));
    }

    /// <summary>Drops the records that the condition names; the others keep their order.</summary>
    public int RemoveWhere(Func<BufferedRecord, bool> isDropped)
    {
        var keptRecords = _recordsStart;
        var keptBytes = _bytesStart;
        var at = _bytesStart;
        for (var i = _recordsStart; i < _records.Count; i++)
        {
            var record = _records[i];
            if (!isDropped(record))
            {
                if (keptBytes != at)
                {
                    _bytes.AsSpan(at, record.LineBytes).CopyTo(_bytes.AsSpan(keptBytes));
                }

                _records[keptRecords++] = record;
                keptBytes += record.LineBytes;
            }

            at += record.LineBytes;
        }

        var dropped = _records.Count - keptRecords;
        _records.RemoveRange(keptRecords, dropped);
        _bytesEnd = keptBytes;
        return dropped;
    }

    /// <summary>Removes records from the head: they have reached their destination.</summary>
    public void RemoveHead(int records, int bytes)
    {
        _recordsStart += records;
        _bytesStart += bytes;
    }

    /// <summary>Becomes the buffer of another destination, with the memory that it has. What it still holds is dropped.</summary>
    public void StartAnew(Destination destination)
    {
        Destination = destination;
        _records.Clear();
        (_recordsStart, _bytesStart, _bytesEnd) = (0, 0, 0);
    }

    /// <summary>Returns the memory.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
