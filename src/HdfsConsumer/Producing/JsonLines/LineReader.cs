namespace HdfsConsumer.Producing.JsonLines;

/// <summary>Takes lines from a stream as they come: one that is there is not held back until more arrives.</summary>
/// <param name="stream">The stream.</param>
/// <param name="lineBytesMax">Bytes kept of a line; what is beyond them is passed over.</param>
internal sealed class LineReader(Stream stream, int lineBytesMax)
{
    private const int BufferBytesMin = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] _buffer = new byte[BufferBytesMin];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;

    /// <summary>The line without its LF or CR LF; valid until the next read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Its number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line was longer than what is kept of it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Goes to the next line. What stands behind the last LF is one too.</summary>
    public bool Read()
    {
        IsCut = false;
        var length = FindLineEnd();
        if (length < 0)
        {
            return false;
        }

        Number++;
        IsCut |= length > lineBytesMax;
        (_lineStart, _lineLength) = (_start, Math.Min(length, lineBytesMax));
        Trim();
        _start = Math.Min(_end, _start + length + 1);
        return true;
    }

    private void Trim()
    {
        if (Number == 1 && Line.StartsWith(ByteOrderMark))
        {
            _lineStart += ByteOrderMark.Length;
            _lineLength -= ByteOrderMark.Length;
        }

        if (Line is [.., (byte)'\r'])
        {
            _lineLength--;
        }
    }

    /// <summary>The length of the line that begins at <see cref="_start"/>, or -1 when there is none.</summary>
    private int FindLineEnd()
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found;
            }

            searched = _end - _start;
            if (searched > lineBytesMax)
            {
                // The end of a line that is too long is looked for behind the part that is kept.
                IsCut = true;
                searched = lineBytesMax;
                _end = _start + searched;
            }

            if (!Fill())
            {
                return _end > _start ? _end - _start : -1;
            }
        }
    }

    private bool Fill()
    {
        if (_end == _buffer.Length)
        {
            var rest = _end - _start;
            var target = rest > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
            _buffer.AsSpan(_start, rest).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, rest);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
