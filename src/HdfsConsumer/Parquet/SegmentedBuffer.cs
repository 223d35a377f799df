using System.Buffers;

namespace HdfsConsumer.Parquet;

/// <summary>Bytes that grow without being moved, in pieces that are shared with other buffers when they are free.</summary>
internal sealed class SegmentedBuffer : IDisposable
{
    private const int SegmentBytes = 1 << 16;

    private readonly List<byte[]> _segments = [];

    /// <summary>Bytes held.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = (int)(Length % SegmentBytes);
            if (at == 0)
            {
                _segments.Add(ArrayPool<byte>.Shared.Rent(SegmentBytes));
            }

            var part = bytes[..Math.Min(bytes.Length, SegmentBytes - at)];
            part.CopyTo(_segments[^1].AsSpan(at));
            Length += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Writes all bytes to a stream.</summary>
    public void CopyTo(Stream stream)
    {
        var left = Length;
        foreach (var segment in _segments)
        {
            var part = (int)Math.Min(left, SegmentBytes);
            stream.Write(segment, 0, part);
            left -= part;
        }
    }

    /// <summary>Lets go of all bytes.</summary>
    public void Clear()
    {
        foreach (var segment in _segments)
        {
            ArrayPool<byte>.Shared.Return(segment);
        }

        _segments.Clear();
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
