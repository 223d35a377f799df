using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace HdfsConsumer.Producing.Sources;

/// <summary>
/// The header that a published row carries, so that a later run knows it again: <c>LINE PRINT NAME</c>, the line that the row
/// begins on, its <see cref="RowPrint"/> in 16 hexadecimal digits, and the source's name.
/// </summary>
/// <remarks>
/// The same row of the same file has the same mark in every run, whatever else changed in the file: rows that were appended or
/// corrected since have others.
/// </remarks>
/// <param name="name">The source's name.</param>
internal sealed class RowMark(string name)
{
    /// <summary>The header's key.</summary>
    public const string HeaderKey = "hdfs-source";

    private const int PrintDigits = 16;
    private const int NumberBytesMax = 40;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    private readonly byte[] _mark = new byte[NumberBytesMax + Encoding.UTF8.GetByteCount(name)];

    /// <summary>The header's value for a row; valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Of(long line, ulong print)
    {
        Utf8Formatter.TryFormat(line, _mark, out var bytes);
        _mark[bytes++] = (byte)' ';
        Span<byte> binary = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(binary, print);
        Convert.TryToHexStringLower(binary, _mark.AsSpan(bytes), out var printBytes);
        bytes += printBytes;
        _mark[bytes++] = (byte)' ';
        _name.AsSpan().CopyTo(_mark.AsSpan(bytes));
        return _mark.AsSpan(0, bytes + _name.Length);
    }

    /// <summary>Reads a header's value. False for one that is not of this source.</summary>
    public bool TryRead(ReadOnlySpan<byte> mark, out long line, out ulong print)
    {
        print = 0;
        if (!Utf8Parser.TryParse(mark, out line, out var bytes) || line < 1 || mark.Length < bytes + PrintDigits + 2)
        {
            return false;
        }

        return Utf8Parser.TryParse(mark.Slice(bytes + 1, PrintDigits), out print, out var printBytes, 'x')
            && printBytes == PrintDigits
            && mark[(bytes + PrintDigits + 2)..].SequenceEqual(_name);
    }
}
