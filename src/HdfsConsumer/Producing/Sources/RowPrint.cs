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

    private const int StepBytes = 16;

    private readonly ulong _context = Hash(Seed, context);

    /// <summary>The print of a row.</summary>
    public ulong Of(ReadOnlySpan<byte> row) => Math.Max(1, Hash(_context, row));

    // Multiplies to 128 bits and folds them, sixteen bytes at a time, as wyhash does: every bit of the input reaches every bit of the result. The last step
    // takes the last sixteen bytes, some of them again; bytes that are fewer are filled up with zeros, and differ from those that have them by their length.
    private static ulong Hash(ulong seed, ReadOnlySpan<byte> bytes)
    {
        var hash = Fold(seed ^ (ulong)bytes.Length, Factor);
        var rest = bytes;
        for (; rest.Length > StepBytes; rest = rest[StepBytes..])
        {
            hash = Step(hash, rest);
        }

        Span<byte> last = stackalloc byte[StepBytes];
        last.Clear();
        (bytes.Length < StepBytes ? bytes : bytes[^StepBytes..]).CopyTo(last);
        return Fold(Step(hash, last) ^ Seed, Factor);
    }

    private static ulong Step(ulong hash, ReadOnlySpan<byte> bytes) =>
        Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Factor ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));

    private static ulong Fold(ulong first, ulong second)
    {
        var high = Math.BigMul(first, second, out var low);
        return high ^ low;
    }
}
