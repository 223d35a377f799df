using System.Buffers.Binary;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>Which row begins on which line of a source, by its <see cref="RowPrint"/>. Kept in a temporary file, for sources of any size.</summary>
internal sealed class RowIndex : IDisposable
{
    private const int PageBytes = 64 * 1024;

    private readonly FileStream _prints = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, PageBytes, FileOptions.DeleteOnClose);

    private readonly byte[] _page = new byte[PageBytes];
    private long _pageNumber = -1;

    private RowIndex()
    {
    }

    /// <summary>The last line that a row begins on.</summary>
    public long LastLine { get; private set; }

    /// <summary>Reads a source through.</summary>
    /// <param name="source">The source.</param>
    /// <param name="isWanted">Says of each row whether it belongs there; with the first one that does not, the reading ends.</param>
    /// <exception cref="StopException">There is no room for the temporary file.</exception>
    public static RowIndex Of(IRowSource source, RowTaker isWanted)
    {
        var index = new RowIndex();
        try
        {
            source.Read((in row) =>
            {
                if (!isWanted(row))
                {
                    return false;
                }

                if (row.Rejection is null)
                {
                    index.Add(row.Line, row.Print);
                }

                return true;
            });
            index._prints.Flush();
            return index;
        }
        catch (IOException e)
        {
            index.Dispose();
            throw new StopException(ExitCode.DataNeedsAttention, $"--resume needs 8 bytes a line in {Path.GetTempPath()}: {e.Message}. Name another folder in the environment's TMPDIR.", e);
        }
    }

    /// <summary>Whether a row with this print begins on a line.</summary>
    public bool Has(long line, ulong print) => line <= LastLine && PrintAt(line) == print;

    /// <inheritdoc/>
    public void Dispose() => _prints.Dispose();

    private void Add(long line, ulong print)
    {
        Span<byte> slot = stackalloc byte[sizeof(ulong)];
        slot.Clear();
        for (LastLine++; LastLine < line; LastLine++)
        {
            _prints.Write(slot);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(slot, print);
        _prints.Write(slot);
    }

    // The records of a partition come by ascending lines, mostly, so that a page serves many of them.
    private ulong PrintAt(long line)
    {
        var offset = (line - 1) * sizeof(ulong);
        if (offset / PageBytes != _pageNumber)
        {
            _pageNumber = offset / PageBytes;
            _prints.Position = _pageNumber * PageBytes;
            _prints.ReadAtLeast(_page, PageBytes, throwOnEndOfStream: false);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan((int)(offset % PageBytes)));
    }
}
