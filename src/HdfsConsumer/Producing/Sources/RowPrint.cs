using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HdfsConsumer.Producing.Sources;

/// <summary>
/// 64 bits that tell a row from any other: the beginning of the SHA-256 of its bytes and of what they depend on. Never 0, which
/// stands for a line that no row begins on.
/// </summary>
/// <param name="context">What the meaning of all rows depends on: a CSV file's header; nothing for JSON lines.</param>
internal sealed class RowPrint(ReadOnlySpan<byte> context) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _context = SHA256.HashData(context);

    /// <summary>The print of a row.</summary>
    public ulong Of(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.AppendData(_context);
        _hash.AppendData(row);
        _hash.GetHashAndReset(hash);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
