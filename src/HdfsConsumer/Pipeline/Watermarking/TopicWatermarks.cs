using System.Buffers.Binary;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>How far one partition is landed.</summary>
/// <param name="Next">The watermark: every record below this offset is landed, or a dead letter, and stable.</param>
/// <param name="Last">A landed record below it, null when none is known.</param>
/// <param name="First">Where the landing began.</param>
internal readonly record struct Watermark(long Next, RecordPrint? Last, long First = 0);

/// <summary>
/// The watermarks of one topic, durable in a file of their own, shared by every instance that lands below the same base
/// path. They move only up. Reading takes no lock and may show a watermark that is not yet durable: it tells the truth all
/// the same, for what it covers is stable before it is written.
/// </summary>
/// <remarks>File: <see cref="StableSlots"/>; payload: partitions at first sight (4), count (4), then per partition: number (4), first (8),
/// next (8), last offset or -1 (8), last timestamp (8), last checksum (4); little-endian.</remarks>
internal sealed class TopicWatermarks(IDisk disk, string path) : ITopicWatermarks, IDisposable
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 40;

    private readonly Dictionary<int, Watermark> _entries = [];
    private readonly Dictionary<int, long> _durable = [];
    private IDiskFile? _file;
    private StableSlots? _slots;
    private int _partitionsAtFirstSight;
    private bool _nameIsDurable;

    /// <summary>The state that the entries were read from without the lock; null when they are not, or may have changed since.</summary>
    private ulong? _known;

    /// <inheritdoc/>
    public int PartitionsAtFirstSight
    {
        get
        {
            Read();
            return _partitionsAtFirstSight;
        }
    }

    /// <inheritdoc/>
    public Watermark? this[int partition]
    {
        get
        {
            Read();
            return _entries.TryGetValue(partition, out var entry) ? entry : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, Watermark>? TryReadDurably() => TryLocked(ConfirmDurable) ? _entries : null;

    /// <inheritdoc/>
    public long DurableNext(int partition) => _durable.GetValueOrDefault(partition);

    /// <inheritdoc/>
    public bool TryOpen(int partitions) => TryLocked(() =>
    {
        if (_partitionsAtFirstSight == 0)
        {
            _partitionsAtFirstSight = partitions;
            Publish();
        }
    });

    /// <inheritdoc/>
    public bool TryBegin(IReadOnlyCollection<PartitionStart> starts)
    {
        var isDecided = false;
        return TryLocked(() =>
        {
            isDecided = starts.All(start => (_entries.TryGetValue(start.Partition, out var entry) ? entry.Next : null) == start.DecidedBy);
            if (isDecided)
            {
                Begin(starts);
            }
        }) && isDecided;
    }

    /// <inheritdoc/>
    public bool TryRaise(IReadOnlyCollection<KeyValuePair<int, Watermark>> raised) => TryLocked(() =>
    {
        foreach (var (partition, watermark) in raised)
        {
            if (!_entries.TryGetValue(partition, out var old) || watermark.Next > old.Next)
            {
                _entries[partition] = watermark with { Last = watermark.Last ?? old.Last, First = old.First };
            }
        }

        Publish();
        foreach (var (partition, _) in raised)
        {
            _durable[partition] = _entries[partition].Next;
        }
    });

    /// <summary>Looks at a file of watermarks from outside, without a lock; empty when there is none.</summary>
    public static IReadOnlyDictionary<int, Watermark> Peek(IDisk disk, string path)
    {
        var entries = new Dictionary<int, Watermark>();
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return entries;
        }

        if (StableSlots.AloneIn(file).TryReadUnlocked(out _, out var payload))
        {
            Decode(payload, entries);
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Begin(IReadOnlyCollection<PartitionStart> starts)
    {
        var isAnyNew = false;
        foreach (var start in starts.Where(start => start.Offset != start.DecidedBy))
        {
            _entries[start.Partition] = start.DecidedBy is null
                ? new Watermark(start.Offset, Last: null, First: start.Offset)
                : _entries[start.Partition] with { Next = start.Offset };
            isAnyNew = true;
        }

        if (isAnyNew)
        {
            Publish();
        }
        else
        {
            // Who wrote them may have died before the sync, and the first record must find them.
            ConfirmDurable();
        }

        foreach (var start in starts)
        {
            _durable[start.Partition] = start.Offset;
        }
    }

    private bool TryLocked(Action step)
    {
        Open();
        if (!_file!.TryLock())
        {
            return false;
        }

        try
        {
            Read(locked: true);
            step();
            return true;
        }
        finally
        {
            _file.Unlock();
        }
    }

    private void Publish()
    {
        _slots!.Publish(Encode());
        SyncName();
    }

    private void ConfirmDurable()
    {
        _slots!.Confirm();
        SyncName();
    }

    private void SyncName()
    {
        if (!_nameIsDurable)
        {
            disk.SyncDirectory(Path.GetDirectoryName(path)!);
            _nameIsDurable = true;
        }
    }

    private void Read(bool locked = false)
    {
        // Watermarks are asked for by each destination, for each partition that it gets records of.
        if (!locked && _known is { } known && _slots!.PeekSequence() == known)
        {
            return;
        }

        _known = null;
        _entries.Clear();
        _partitionsAtFirstSight = 0;
        if (_slots is null && !disk.FileExists(path))
        {
            return;
        }

        Open();
        if (locked ? _slots!.TryRead(out var sequence, out var payload) : _slots!.TryReadUnlocked(out sequence, out payload))
        {
            _known = locked ? null : sequence;
            _partitionsAtFirstSight = BinaryPrimitives.ReadInt32LittleEndian(payload);
            Decode(payload, _entries);
        }
        else if (!locked && _file!.Length > 0)
        {
            throw new IOException($"{path} cannot be read: no state in it is whole.");
        }
    }

    private static void Decode(ReadOnlySpan<byte> payload, Dictionary<int, Watermark> entries)
    {
        for (var rest = payload[HeaderBytes..]; rest.Length >= EntryBytes; rest = rest[EntryBytes..])
        {
            var last = BinaryPrimitives.ReadInt64LittleEndian(rest[20..]);
            entries[BinaryPrimitives.ReadInt32LittleEndian(rest)] = new Watermark(
                BinaryPrimitives.ReadInt64LittleEndian(rest[12..]),
                last < 0 ? null : new RecordPrint(last, BinaryPrimitives.ReadInt64LittleEndian(rest[28..]), BinaryPrimitives.ReadUInt32LittleEndian(rest[36..])),
                BinaryPrimitives.ReadInt64LittleEndian(rest[4..]));
        }
    }

    private byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + (_entries.Count * EntryBytes)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, _partitionsAtFirstSight);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), _entries.Count);
        var rest = bytes.AsSpan(HeaderBytes);
        foreach (var (partition, watermark) in _entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, partition);
            BinaryPrimitives.WriteInt64LittleEndian(rest[4..], watermark.First);
            BinaryPrimitives.WriteInt64LittleEndian(rest[12..], watermark.Next);
            BinaryPrimitives.WriteInt64LittleEndian(rest[20..], watermark.Last?.Offset ?? -1);
            BinaryPrimitives.WriteInt64LittleEndian(rest[28..], watermark.Last?.TimestampMs ?? 0);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[36..], watermark.Last?.ValueChecksum ?? 0);
            rest = rest[EntryBytes..];
        }

        return bytes;
    }

    private void Open()
    {
        if (_slots is null)
        {
            _file = disk.OpenOrCreate(path);
            _slots = StableSlots.AloneIn(_file);
        }
    }
}
