using System.Buffers.Binary;

namespace HdfsConsumer.Producing.Sources;

/// <summary>
/// 64 bits that tell a row from any other that may stand in its place: a hash of its bytes and of what their meaning depends on.
/// The same on every machine and in every version, for it is kept in topics. Never 0, which stands for a line that no row begins on.
/// </summary>
/// <param name="context">What the meaning of all rows depends on: a CSV file's header; nothing for JSON lines.</param>
internal sealed class RowPrint(ReadOnlySpan<byte> context)
{
    // Odd numbers without a pattern: the fractions of the golden ratio and of the square root of 3.
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Factor = 0xBB67AE8584CAA73B;

    private readonly ulong _context = Hash(Seed, context);

    /// <summary>The print of a row.</summary>
    public ulong Of(ReadOnlySpan<byte> row) => Math.Max(1, Hash(_context, row));

    // Multiplies to 128 bits and folds them, eight bytes at a time, as wyhash does: every bit of the input reaches every bit of the result.
    private static ulong Hash(ulong seed, ReadOnlySpan<byte> bytes)
    {
        var hash = Fold(seed ^ (ulong)bytes.Length);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            hash = Fold(hash ^ b);
        }

        return Fold(hash ^ Seed);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, Factor, out var low);
        return high ^ low;
    }
}
