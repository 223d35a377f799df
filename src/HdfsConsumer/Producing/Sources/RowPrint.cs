using System.Buffers.Binary;

namespace HdfsConsumer.Producing.Sources;

/// <summary>
/// 64 bits that tell a row from any other that may stand in its place: a hash of its bytes and of what their meaning depends on.
/// The same on every machine and in every version, for it is kept in topics. Never 0, which stands for a line that no row begins on.
/// </summary>
/// <param name="context">What the meaning of all rows depends on: a CSV file's header; nothing for JSON lines.</param>
internal sealed class RowPrint(ReadOnlySpan<byte> context)
{
    // Odd numbers without a pattern: the fractions of the golden ratio and of the square roots of 3 and 7.
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Factor = 0xBB67AE8584CAA73B;
    private const ulong OtherFactor = 0xA54FF53A5F1D36F1;

    private const int StepBytes = 16;
    private const int BothStepsBytes = 2 * StepBytes;

    private readonly ulong _context = Hash(Seed, context);

    /// <summary>The print of a row.</summary>
    public ulong Of(ReadOnlySpan<byte> row) => Math.Max(1, Hash(_context, row));

    // Multiplies to 128 bits and folds them, sixteen bytes at a time, as wyhash does: every bit of the input reaches every bit of the result. Two hashes take
    // turns, by different factors, since a processor multiplies for both at once. The last turn takes the last 32 bytes, some of them again; bytes that
    // are fewer are filled up with zeros, and differ from those that have them by their length.
    private static ulong Hash(ulong seed, ReadOnlySpan<byte> bytes)
    {
        var hash = Fold(seed ^ (ulong)bytes.Length, Factor);
        var other = hash;
        var rest = bytes;
        for (; rest.Length > BothStepsBytes; rest = rest[BothStepsBytes..])
        {
            hash = Step(hash, Factor, rest);
            other = Step(other, OtherFactor, rest[StepBytes..]);
        }

        return bytes.Length < BothStepsBytes ? EndOfShort(hash, bytes) : End(hash, other, bytes[^BothStepsBytes..]);
    }

    // Apart, for a method with bytes on the stack clears and guards them even when it does not need them, which takes as long as the hash of 100 bytes.
    private static ulong EndOfShort(ulong hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> filled = stackalloc byte[BothStepsBytes];
        filled.Clear();
        bytes.CopyTo(filled);
        return End(hash, hash, filled);
    }

    private static ulong End(ulong hash, ulong other, ReadOnlySpan<byte> last) =>
        Fold(Step(hash, Factor, last) ^ Step(other, OtherFactor, last[StepBytes..]) ^ Seed, Factor);

    private static ulong Step(ulong hash, ulong factor, ReadOnlySpan<byte> bytes) =>
        Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), factor ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));

    private static ulong Fold(ulong first, ulong second)
    {
        var high = Math.BigMul(first, second, out var low);
        return high ^ low;
    }
}
