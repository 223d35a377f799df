using System.Buffers.Binary;
using System.Text;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>Reads what <see cref="TableStateWriter"/> wrote, row by row.</summary>
internal sealed class TableStateReader : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly IDiskFile _file;
    private readonly BufferedStream _stream;
    private readonly long _length;
    private readonly string _path;
    private uint _checksum = Checksum.Empty;
    private long _position;
    private long _rowsLeft;
    private byte[] _row = new byte[1024];

    private TableStateReader(IDiskFile file, string path)
    {
        _file = file;
        _stream = new BufferedStream(new DiskFileStream(file), BufferBytes);
        (_length, _path) = (file.Length, path);
    }

    /// <summary>The topic's name.</summary>
    public string Topic { get; private set; } = "";

    /// <summary>The partition's next offset.</summary>
    public long Next { get; private set; }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>Opens a state and reads its head; null when there is none.</summary>
    /// <exception cref="LandingDamagedException">It is no state.</exception>
    public static TableStateReader? TryOpen(IDisk disk, string path)
    {
        if (disk.OpenToRead(path) is not { } file)
        {
            return null;
        }

        var reader = new TableStateReader(file, path);
        try
        {
            reader.ReadHead();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The next offset that a state says; 0 when there is none.</summary>
    /// <exception cref="LandingDamagedException">It is no state.</exception>
    public static long NextIn(IDisk disk, string path)
    {
        using var reader = TryOpen(disk, path);
        return reader?.Next ?? 0;
    }

    /// <summary>Reads a row, valid until the next one; false at the end, where the checksum of all that was read holds.</summary>
    /// <exception cref="LandingDamagedException">It does not.</exception>
    public bool TryRead(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> line)
    {
        key = line = default;
        if (_rowsLeft == 0)
        {
            var checksum = _checksum;
            if (BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint))) != checksum || _position != _length)
            {
                throw Damaged();
            }

            return false;
        }

        _rowsLeft--;
        var keyLength = ReadLength();
        var lineLength = ReadLength();
        var row = Read(keyLength + lineLength);
        key = row[..keyLength];
        line = row[keyLength..];
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    private void ReadHead()
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint))) != TableStateWriter.Magic)
        {
            throw Damaged();
        }

        Next = BinaryPrimitives.ReadInt64LittleEndian(Read(sizeof(long)));
        Rows = _rowsLeft = BinaryPrimitives.ReadInt64LittleEndian(Read(sizeof(long)));
        Topic = Encoding.UTF8.GetString(Read(ReadLength()));
    }

    private int ReadLength()
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint)));
        return length <= _length - _position ? (int)length : throw Damaged();
    }

    private ReadOnlySpan<byte> Read(int length)
    {
        if (_row.Length < length)
        {
            _row = new byte[length * 2];
        }

        var bytes = _row.AsSpan(0, length);
        if (_stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length)
        {
            throw Damaged();
        }

        _position += length;
        _checksum = Checksum.Continue(_checksum, bytes);
        return bytes;
    }

    private LandingDamagedException Damaged() =>
        new($"{_path} is not as this program writes the state of a table. Restore it from a copy, or forget the landing with reset and land it again.");
}
