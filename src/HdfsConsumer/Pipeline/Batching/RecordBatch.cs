using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Pipeline.Batching;

/// <summary>The records held in memory, by destination: one buffer, and so one writer, for each final path.</summary>
internal sealed class RecordBatch
{
    /// <summary>Memory of buffers without records is kept for the next ones up to here: to grow it anew for each batch costs more than to fill it.</summary>
    private const int SpareBytesMax = 8 << 20;

    private const int SparesMax = 64;

    private readonly Dictionary<Destination, DestinationBuffer> _byDestination = [];
    private readonly List<DestinationBuffer> _buffers = [];
    private readonly Stack<DestinationBuffer> _spares = [];
    private int _spareBytes;

    /// <summary>Records held.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes of their lines.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => Records == 0;

    /// <summary>The buffers in the order of their first record.</summary>
    public IReadOnlyList<DestinationBuffer> Buffers => _buffers;

    /// <summary>Adds a record.</summary>
    public void Add(Destination destination, in ConsumedRecord record, ReadOnlySpan<byte> line)
    {
        if (!_byDestination.TryGetValue(destination, out var buffer))
        {
            buffer = BufferFor(destination);
            _byDestination.Add(destination, buffer);
            _buffers.Add(buffer);
        }

        buffer.Add(record.Tenure, record.Offset, record.TimestampMs, line);
        Records++;
        Bytes += line.Length + 1;
    }

    /// <summary>Counts again and lets go of the buffers that are empty, after their records were written or dropped.</summary>
    public void Settle()
    {
        Records = 0;
        Bytes = 0;
        foreach (var buffer in _buffers)
        {
            if (buffer.Records.IsEmpty)
            {
                _byDestination.Remove(buffer.Destination);
                Release(buffer);
            }

            Records += buffer.Records.Length;
            Bytes += buffer.Bytes.Length;
        }

        _buffers.RemoveAll(buffer => buffer.Records.IsEmpty);
    }

    /// <summary>Gives everything to a batch that holds nothing, and takes the memory that it has to spare.</summary>
    public void MoveTo(RecordBatch empty)
    {
        while (empty._spares.TryPop(out var spare))
        {
            Release(spare);
        }

        empty._spareBytes = 0;
        foreach (var buffer in _buffers)
        {
            empty._byDestination.Add(buffer.Destination, buffer);
            empty._buffers.Add(buffer);
        }

        _byDestination.Clear();
        _buffers.Clear();
        empty.Settle();
        Settle();
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var buffer in _buffers)
        {
            buffer.RemoveWhere(_ => true);
        }

        Settle();
    }

    /// <summary>The lowest offset held of a partition, or null: its watermark must stay at or below it.</summary>
    public long? LowestOffset(PartitionTenure tenure) => _buffers.Min(buffer => LowestOffset(buffer, tenure));

    private DestinationBuffer BufferFor(Destination destination)
    {
        if (!_spares.TryPop(out var spare))
        {
            return new DestinationBuffer(destination);
        }

        _spareBytes -= spare.CapacityBytes;
        spare.StartAnew(destination);
        return spare;
    }

    private void Release(DestinationBuffer buffer)
    {
        if (_spares.Count < SparesMax && _spareBytes + buffer.CapacityBytes <= SpareBytesMax)
        {
            _spares.Push(buffer);
            _spareBytes += buffer.CapacityBytes;
        }
        else
        {
            buffer.Dispose();
        }
    }

    private static long? LowestOffset(DestinationBuffer buffer, PartitionTenure tenure)
    {
        // Offsets of one tenure rise along a buffer.
        foreach (var record in buffer.Records)
        {
            if (ReferenceEquals(record.Tenure, tenure))
            {
                return record.Offset;
            }
        }

        return null;
    }
}
