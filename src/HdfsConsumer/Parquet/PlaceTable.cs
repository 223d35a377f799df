using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>Finds the places of values by their hashes: a table with open addressing that knows nothing of the values.</summary>
internal sealed class PlaceTable
{
    private const int SlotsAtFirst = 1 << 8;
    private const ulong Odd = 0x9E3779B97F4A7C15;

    // Nobody who writes records can make values that all fall on one slot. No output depends on it.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    private Slot[] _slots = new Slot[SlotsAtFirst];
    private int _count;

    /// <summary>The hash of a value of up to 16 bytes.</summary>
    public static uint Hash(long low, long high) => (uint)Fold((ulong)low ^ Seed, (ulong)high ^ Odd);

    /// <summary>The hash of bytes.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        var rest = bytes;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest), Odd);
        }

        ulong last = 0;
        foreach (var b in rest)
        {
            last = (last << 8) | b;
        }

        return (uint)Fold(hash ^ last, Odd);
    }

    /// <summary>Where to begin to look for a hash.</summary>
    public int Start(uint hash) => (int)hash & (_slots.Length - 1);

    /// <summary>
    /// Looks on from <paramref name="at"/> for a place with this hash, and leaves <paramref name="at"/> behind it; false when
    /// there is none, and then <paramref name="at"/> is where it belongs.
    /// </summary>
    public bool TryNext(uint hash, ref int at, out int place)
    {
        for (; ; at = (at + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[at];
            place = slot.PlacePlusOne - 1;
            if (place < 0)
            {
                return false;
            }

            if (slot.Hash == hash)
            {
                at = (at + 1) & (_slots.Length - 1);
                return true;
            }
        }
    }

    /// <summary>Adds a place where <see cref="TryNext"/> ended.</summary>
    public void Add(uint hash, int at, int place)
    {
        _slots[at] = new Slot(hash, place + 1);
        _count++;
        if (_count > _slots.Length / 2)
        {
            Grow();
        }
    }

    /// <summary>Forgets all places.</summary>
    public void Clear()
    {
        if (_count > 0)
        {
            Array.Clear(_slots);
            _count = 0;
        }
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private void Grow()
    {
        var slots = new Slot[_slots.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot.PlacePlusOne == 0)
            {
                continue;
            }

            var at = (int)slot.Hash & (slots.Length - 1);
            while (slots[at].PlacePlusOne != 0)
            {
                at = (at + 1) & (slots.Length - 1);
            }

            slots[at] = slot;
        }

        _slots = slots;
    }

    // Zero is an empty slot, so that a cleared table is an empty one.
    private readonly record struct Slot(uint Hash, int PlacePlusOne);
}
