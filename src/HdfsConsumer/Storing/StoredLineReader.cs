namespace HdfsConsumer.Storing;

/// <summary>Reads what was stored line by line, as bytes. Lines end with a newline; nothing else is taken away.</summary>
/// <param name="stream">The stream; stays open.</param>
internal sealed class StoredLineReader(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The number of the line that was read last, from 1 on.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line that was read last ended with a newline: only the last one of a stream may not.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Reads the next line, without its newline; valid until the next call. False at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0 || (_isAtEnd && _start < _end))
            {
                IsWhole = newline >= 0;
                var length = IsWhole ? searched + newline : _end - _start;
                line = _buffer.AsSpan(_start, length);
                _start += length + (IsWhole ? 1 : 0);
                Number++;
                return true;
            }

            if (_isAtEnd)
            {
                line = default;
                return false;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _isAtEnd = read == 0;
    }
}
