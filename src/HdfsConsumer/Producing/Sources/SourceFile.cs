using System.Text;

namespace HdfsConsumer.Producing.Sources;

/// <summary>How the text of a source is encoded.</summary>
internal enum SourceEncoding
{
    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8,

    /// <summary>ISO 8859-1.</summary>
    Latin1,
}

/// <summary>The bytes that rows are read from: a file, or standard input. Everybody who reads gets UTF-8, valid or not.</summary>
internal sealed class SourceFile : IDisposable
{
    /// <summary>Less than who reads lines or rows asks for at a time, so that these get what they read without a copy.</summary>
    private const int BufferBytes = 32 * 1024;

    private readonly Stream _bytes;
    private readonly SourceEncoding _encoding;
    private readonly long _length;
    private Stream? _transcoded;

    private SourceFile(string name, Stream bytes, SourceEncoding encoding)
    {
        Name = name;
        _bytes = bytes;
        _encoding = encoding;
        _length = bytes.CanSeek ? bytes.Length : 0;
    }

    /// <summary>What it is called where people read of it.</summary>
    public string Name { get; }

    /// <summary>How much has been read in this pass, from 0 to 1; null for standard input as it comes.</summary>
    public double? FractionRead => _length > 0 ? Math.Min(1, (double)_bytes.Position / _length) : null;

    /// <summary>Whether there is not a single byte in it; false for standard input as it comes.</summary>
    public bool IsEmpty => _bytes.CanSeek && _length == 0;

    /// <summary>A file.</summary>
    /// <exception cref="StopException">It cannot be read, or begins as text in UTF-16 does.</exception>
    public static SourceFile Open(string path, SourceEncoding encoding)
    {
        try
        {
            return Checked(new SourceFile(Path.GetFileName(path), new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes), encoding));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.WrongUsage, $"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Standard input as it comes; it can be read once.</summary>
    public static SourceFile Streaming(Stream input, SourceEncoding encoding) => new("standard input", input, encoding);

    /// <summary>Standard input, kept in a temporary file so that it can be read twice.</summary>
    /// <exception cref="StopException">There is no room for it.</exception>
    public static SourceFile Kept(Stream input, SourceEncoding encoding)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
            try
            {
                input.CopyTo(file);
                return Checked(new SourceFile("standard input", file, encoding));
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"Standard input cannot be kept in {Path.GetTempPath()}, which is needed to read it twice: {e.Message}. Name another folder in the environment's TMPDIR, or give a file.",
                e);
        }
    }

    /// <summary>Begins a pass, which ends when the next one begins. What comes back is not for the caller to dispose of.</summary>
    /// <param name="offset">Where, in bytes of the UTF-8 form.</param>
    public Stream ReadFrom(long offset)
    {
        _transcoded?.Dispose();
        if (_bytes.CanSeek)
        {
            _bytes.Position = _encoding == SourceEncoding.Utf8 ? offset : 0;
        }

        if (_encoding == SourceEncoding.Utf8)
        {
            return _bytes;
        }

        _transcoded = Encoding.CreateTranscodingStream(_bytes, Encoding.Latin1, Encoding.UTF8, leaveOpen: true);
        Skip(_transcoded, offset);
        return _transcoded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transcoded?.Dispose();
        _bytes.Dispose();
    }

    private static SourceFile Checked(SourceFile file)
    {
        Span<byte> start = stackalloc byte[2];
        file._bytes.Position = 0;
        file._bytes.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (file._encoding == SourceEncoding.Utf8 && start is [0xFF, 0xFE] or [0xFE, 0xFF])
        {
            file.Dispose();
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"{file.Name} begins with the byte order mark of UTF-16, and UTF-8 is expected. Convert it first: iconv -f UTF-16 -t UTF-8");
        }

        return file;
    }

    private static void Skip(Stream stream, long bytes)
    {
        var buffer = new byte[BufferBytes];
        for (var left = bytes; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            left = read == 0 ? 0 : left - read;
        }
    }
}
