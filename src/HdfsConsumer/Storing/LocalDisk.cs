using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HdfsConsumer.Storing;

/// <summary>The machine's own file system that holds a folder, on Linux and macOS.</summary>
/// <param name="root">An existing folder on it.</param>
internal sealed partial class LocalDisk(string root) : IDisk, IDisposable
{
    private const int OpenAttemptsMax = 10;

    // Held open from the start: a handle is told only of write-back errors that came after it was opened (syncfs(2)).
    private readonly SafeFileHandle _root = Native.OpenDirectory(root);

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
    public IDiskFile? OpenExisting(string path) => Native.OpenFile(path, Native.ReadWrite) is { } handle ? new LocalFile(path, handle) : null;

    /// <inheritdoc/>
    public IDiskFile? OpenToRead(string path) => Native.OpenFile(path, Native.ReadOnly) is { } handle ? new LocalFile(path, handle) : null;

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
        if (Native.Link(from, to) == 0)
        {
            return true;
        }

        return Native.IsTaken(Marshal.GetLastPInvokeError()) ? false : throw Native.LastError($"Cannot give {from} the name {to}");
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        using var directory = Native.OpenDirectory(path);
        if (directory.IsInvalid || Native.Fsync(directory) != 0)
        {
            throw new SyncFailedException($"{path} cannot be synced", Native.LastError(path));
        }
    }

    /// <inheritdoc/>
    public void SyncAll()
    {
        if (!OperatingSystem.IsLinux())
        {
            Native.Sync();
        }
        else if (Native.Syncfs(_root) != 0)
        {
            throw new SyncFailedException($"{root} cannot be synced", Native.LastError(root));
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
        catch (IOException e) when (Native.IsDiskFull(e.HResult))
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
            catch (IOException e) when (Native.IsDiskFull(e.HResult))
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
            if (Native.Flock(handle, (shared ? Native.LockShared : Native.LockExclusive) | Native.LockNonBlocking) == 0)
            {
                return true;
            }

            return Native.IsWouldBlock(Marshal.GetLastPInvokeError()) ? false : throw Native.LastError($"Cannot lock {path}");
        }

        public void Unlock()
        {
            if (Native.Flock(handle, Native.Unlock) != 0)
            {
                throw Native.LastError($"Cannot unlock {path}");
            }
        }

        public void Dispose() => handle.Dispose();
    }

    /// <summary>
    /// The C library's calls that .NET does not offer, or mixes with locks of its own: every file that it opens for writing
    /// gets a flock. Constants: Linux and macOS &lt;sys/file.h&gt;, &lt;errno.h&gt;, &lt;fcntl.h&gt;.
    /// </summary>
    /// <remarks>flock and not fcntl: its lock belongs to the open handle, so that closing another one does not release it.</remarks>
    private static partial class Native
    {
        public const int LockShared = 1;
        public const int LockExclusive = 2;
        public const int LockNonBlocking = 4;
        public const int Unlock = 8;
        public const int ReadOnly = 0;
        public const int ReadWrite = 2;

        private const int Enospc = 28;

        private static int Edquot => OperatingSystem.IsMacOS() ? 69 : 122;

        private static int Ewouldblock => OperatingSystem.IsMacOS() ? 35 : 11;

        private const int Enoent = 2;
        private const int Eexist = 17;

        private static int Eloop => OperatingSystem.IsMacOS() ? 62 : 40;

        private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

        private static int NoFollow => (OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, _) => 0x100,
            (_, Architecture.Arm64 or Architecture.Arm) => 0x8000,
            _ => 0x20000,
        };

        [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
        public static partial int Flock(SafeFileHandle file, int operation);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        public static partial int Fsync(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
        public static partial int Syncfs(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "sync")]
        public static partial void Sync();

        public static SafeFileHandle OpenDirectory(string path) => new(Open(path, ReadOnly | CloseOnExec), ownsHandle: true);

        /// <summary>Opens a file; null when there is none.</summary>
        public static SafeFileHandle? OpenFile(string path, int access)
        {
            var descriptor = Open(path, access | CloseOnExec | NoFollow);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            var error = Marshal.GetLastPInvokeError();
            return error == Enoent ? null
                : error == Eloop ? throw new LandingDamagedException($"{path} is a symbolic link, and links below the base path are not followed. Replace it by a file.")
                : throw LastError($"Cannot open {path}");
        }

        [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Link(string from, string to);

        public static bool IsTaken(int error) => error == Eexist;

        public static bool IsDiskFull(int error) => error == Enospc || error == Edquot;

        public static bool IsWouldBlock(int error) => error == Ewouldblock;

        public static IOException LastError(string what)
        {
            var error = Marshal.GetLastPInvokeError();
            var message = $"{what}: {Marshal.GetPInvokeErrorMessage(error)}";
            return IsDiskFull(error) ? new DiskFullException(message) : new IOException(message, error);
        }

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int Open(string path, int flags);
    }
}
