using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>Finds the places of values by their hashes: a table with open addressing that knows nothing of the values.</summary>
internal sealed class PlaceTable
{
    private const int SlotsAtFirst = 1 << 8;
    private const ulong Odd = 0x9E3779B97F4A7C15;

    // Nobody who writes records can make values that all fall on one slot. No output depends on it.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    // A slot is one more than a place, with the upper bits of its hash above it; zero is an empty one. Four bytes, because what
    // a large table costs is the memory that is not in the processor's cache. A dictionary has fewer places than the bits tell.
    private const int PlaceBits = 20;
    private const uint PlaceMask = (1 << PlaceBits) - 1;

    private uint[] _slots = new uint[SlotsAtFirst];
    private uint[] _hashes = new uint[SlotsAtFirst];
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
    /// Looks on from <paramref name="at"/> for a place with about this hash, and leaves <paramref name="at"/> behind it; false when
    /// there is none, and then <paramref name="at"/> is where it belongs.
    /// </summary>
    public bool TryNext(uint hash, ref int at, out int place)
    {
        for (; ; at = (at + 1) & (_slots.Length - 1))
        {
            var slot = _slots[at];
            place = (int)(slot & PlaceMask) - 1;
            if (place < 0)
            {
                return false;
            }

            if (((slot ^ hash) & ~PlaceMask) == 0)
            {
                at = (at + 1) & (_slots.Length - 1);
                return true;
            }
        }
    }

    /// <summary>Adds the next place, which is the count of those before it, where <see cref="TryNext"/> ended.</summary>
    public void Add(uint hash, int at)
    {
        if (_count == _hashes.Length)
        {
            Array.Resize(ref _hashes, _count * 2);
        }

        _hashes[_count++] = hash;
        _slots[at] = SlotOf(hash, _count);
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

    private static uint SlotOf(uint hash, int placePlusOne) => (hash & ~PlaceMask) | (uint)placePlusOne;

    private void Grow()
    {
        var slots = new uint[_slots.Length * 2];
        for (var place = 0; place < _count; place++)
        {
            var at = (int)_hashes[place] & (slots.Length - 1);
            while (slots[at] != 0)
            {
                at = (at + 1) & (slots.Length - 1);
            }

            slots[at] = SlotOf(_hashes[place], place + 1);
        }

        _slots = slots;
    }
}
