namespace HdfsConsumer.Producing.Csv;

/// <summary>The line that a stream is at.</summary>
internal static class FirstLine
{
    private const int BufferBytes = 4096;

    /// <summary>Reads it. The stream is left somewhere behind it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="keptMax">How many of its bytes to keep.</param>
    /// <returns>The line without its end, as far as it is kept, and its length in bytes with its end: LF, CR LF or CR.</returns>
    public static (byte[] Kept, long Bytes) Read(Stream stream, int keptMax)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[BufferBytes];
        for (var before = 0L; ;)
        {
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var end = buffer.AsSpan(0, read).IndexOfAny((byte)'\r', (byte)'\n');
            var bytes = end < 0 ? read : end;
            kept.Write(buffer, 0, (int)Math.Min(bytes, keptMax - kept.Length));
            if (end >= 0 || read < buffer.Length)
            {
                return (kept.ToArray(), before + bytes + LineEndBytes(buffer.AsSpan(bytes, read - bytes), stream));
            }

            before += read;
        }
    }

    private static int LineEndBytes(ReadOnlySpan<byte> rest, Stream stream) => rest switch
    {
        [] => 0,
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r'] => stream.ReadByte() == '\n' ? 2 : 1,
        _ => 1,
    };
}
