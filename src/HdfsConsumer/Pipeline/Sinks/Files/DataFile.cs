using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>The data file of a destination as this instance has it open, and what it knows to survive a power loss of its name and its folders.</summary>
/// <param name="disk">The disk.</param>
/// <param name="paths">Its names.</param>
/// <param name="ledger">Its ledger.</param>
internal sealed class DataFile(IDisk disk, DataFilePaths paths, FileLedger ledger) : IDisposable
{
    private IDiskFile? _file;
    private uint _rotations;
    private bool _isNameDurable;
    private bool _areFoldersDurable;

    /// <summary>Its names.</summary>
    public DataFilePaths Paths => paths;

    /// <summary>Whether there is a file of this name, open or not.</summary>
    public bool Exists => disk.FileExists(paths.Data);

    /// <summary>Bytes in it; 0 when it is not open.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>The same of one that need not be open.</summary>
    public long LengthUnopened
    {
        get
        {
            using var file = disk.OpenExisting(paths.Data);
            return file?.Length ?? 0;
        }
    }

    /// <summary>Whether its bytes are known to be those that the ledger says. Not of a file that has just been opened.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Opens the file that a state is about. An empty one is made where there is none, and the ledger is durable before, with all its folders.</summary>
    public void Open(LedgerState state)
    {
        if (_file is not null && _rotations == state.Rotations)
        {
            return;
        }

        Close();
        _file = disk.OpenExisting(paths.Data);
        _rotations = state.Rotations;
        _isNameDurable = false;
        IsVerified = false;
        if (_file is null && state.Length == 0)
        {
            ledger.ConfirmStable();
            if (!_areFoldersDurable)
            {
                SyncFolders();
            }

            _file = disk.OpenOrCreate(paths.Data);
        }
    }

    /// <summary>Reads at <paramref name="offset"/>; see <see cref="IDiskFile.Read"/>.</summary>
    public int Read(Span<byte> into, long offset) => _file!.Read(into, offset);

    /// <summary>Writes at <paramref name="offset"/>; see <see cref="IDiskFile.Write"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long offset) => _file!.Write(bytes, offset);

    /// <summary>Cuts it to <paramref name="length"/> bytes.</summary>
    public void Truncate(long length) => _file!.Truncate(length);

    /// <summary>Makes its bytes survive a power loss.</summary>
    public void Sync() => _file!.Sync();

    /// <summary>Makes its name survive a power loss, and its folders, unless this instance knows that they do.</summary>
    public void SyncNames()
    {
        if (!_areFoldersDurable)
        {
            SyncFolders();
        }
        else if (!_isNameDurable)
        {
            disk.SyncDirectory(paths.Folder);
        }
    }

    /// <summary>Makes the names in all of its folders survive a power loss.</summary>
    public void SyncFolders()
    {
        foreach (var folder in paths.Folders.Reverse())
        {
            disk.SyncDirectory(folder);
        }

        FoldersSynced();
    }

    /// <summary>The folders were synced, by <see cref="SyncFolders"/> or with the whole file system.</summary>
    public void FoldersSynced() => _areFoldersDurable = true;

    /// <summary>Its name was synced, too.</summary>
    public void NamesSynced() => _isNameDurable = _areFoldersDurable = true;

    /// <summary>Lets go of it: it is to be renamed, or another one has its name.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
