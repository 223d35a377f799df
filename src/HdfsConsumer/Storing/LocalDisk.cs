using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HdfsConsumer.Storing;

/// <summary>The machine's own file system that holds a folder, on Linux and macOS.</summary>
/// <param name="root">An existing folder on it.</param>
internal sealed class LocalDisk(string root) : IDisk, IDisposable
{
    private const int OpenAttemptsMax = 10;

    // Held open from the start: a handle is told only of write-back errors that came after it was opened (syncfs(2)).
    private readonly SafeFileHandle _root = LibC.OpenDirectory(root);

    /// <summary>The folder that it was opened for.</summary>
    public string Root => root;

    /// <inheritdoc/>
    public IDiskFile OpenOrCreate(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (OpenExisting(path) is { } file)
            {
                return file;
            }

            try
            {
                Guarded(path, () => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite)).Dispose();
            }
            catch (IOException e) when (attempt < OpenAttemptsMax && e is not DiskFullException && FileExists(path))
            {
                // Another process was faster.
            }
        }
    }

    /// <inheritdoc/>
    public IDiskFile? OpenExisting(string path) => LibC.OpenFile(path, LibC.ReadWrite) is { } handle ? new LocalFile(path, handle) : null;

    /// <inheritdoc/>
    public IDiskFile? OpenToRead(string path) => LibC.OpenFile(path, LibC.ReadOnly) is { } handle ? new LocalFile(path, handle) : null;

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.LinkTarget is not null)
        {
            throw new LandingDamagedException($"{path} is a symbolic link, and links below the base path are not followed. Replace it by a folder.");
        }

        if (File.Exists(path))
        {
            throw new LandingDamagedException($"{path} is a file where a folder is needed. Move it away.");
        }

        Guarded(path, folder.Create);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => Guarded(to, () => File.Move(from, to, overwrite: true));

    /// <inheritdoc/>
    public bool TryLink(string from, string to)
    {
        if (LibC.Link(from, to) == 0)
        {
            return true;
        }

        return LibC.IsTaken(Marshal.GetLastPInvokeError()) ? false : throw LibC.LastError($"Cannot give {from} the name {to}");
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void DeleteIfEmpty(string directory)
    {
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        using var directory = LibC.OpenDirectory(path);
        if (directory.IsInvalid || LibC.Fsync(directory) != 0)
        {
            throw new SyncFailedException($"{path} cannot be synced", LibC.LastError(path));
        }
    }

    /// <inheritdoc/>
    public void SyncAll()
    {
        if (!OperatingSystem.IsLinux())
        {
            LibC.Sync();
        }
        else if (LibC.Syncfs(_root) != 0)
        {
            throw new SyncFailedException($"{root} cannot be synced", LibC.LastError(root));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> EnumerateFiles(string directory) =>
        Directory.EnumerateFiles(directory, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        });

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static void Guarded(string path, Action step) => Guarded(path, () =>
    {
        step();
        return true;
    });

    private static T Guarded<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (IOException e) when (LibC.IsDiskFull(e.HResult))
        {
            throw new DiskFullException($"No space left for {path}", e);
        }
    }

    private sealed class LocalFile(string path, SafeFileHandle handle) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> into, long offset)
        {
            var total = 0;
            while (total < into.Length)
            {
                var read = RandomAccess.Read(handle, into[total..], offset + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }

            return total;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset);
            }
            catch (IOException e) when (LibC.IsDiskFull(e.HResult))
            {
                throw new DiskFullException($"No space left for {path}", e);
            }
        }

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync()
        {
            try
            {
                RandomAccess.FlushToDisk(handle);
            }
            catch (IOException e)
            {
                throw new SyncFailedException($"{path} cannot be synced", e);
            }
        }

        public bool TryLock(bool shared)
        {
            if (LibC.Flock(handle, (shared ? LibC.LockShared : LibC.LockExclusive) | LibC.LockNonBlocking) == 0)
            {
                return true;
            }

            return LibC.IsWouldBlock(Marshal.GetLastPInvokeError()) ? false : throw LibC.LastError($"Cannot lock {path}");
        }

        public void Unlock()
        {
            if (LibC.Flock(handle, LibC.Unlock) != 0)
            {
                throw LibC.LastError($"Cannot unlock {path}");
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
