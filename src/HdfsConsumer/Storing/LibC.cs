using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HdfsConsumer.Storing;

/// <summary>
/// The C library's calls that .NET does not offer, or mixes with locks of its own: every file that it opens for writing
/// gets a flock. Constants: Linux and macOS &lt;sys/file.h&gt;, &lt;errno.h&gt;, &lt;fcntl.h&gt;.
/// </summary>
/// <remarks>flock and not fcntl: its lock belongs to the open handle, so that closing another one does not release it.</remarks>
internal static partial class LibC
{
    /// <summary>A lock that others may share.</summary>
    public const int LockShared = 1;

    /// <summary>A lock that nobody else may have.</summary>
    public const int LockExclusive = 2;

    /// <summary>Not to wait for a lock.</summary>
    public const int LockNonBlocking = 4;

    /// <summary>To release a lock.</summary>
    public const int Unlock = 8;

    /// <summary>To open for reading alone.</summary>
    public const int ReadOnly = 0;

    /// <summary>To open for reading and writing.</summary>
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

    /// <summary>flock(2).</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(SafeFileHandle file, int operation);

    /// <summary>fsync(2).</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(SafeFileHandle file);

    /// <summary>syncfs(2), of Linux.</summary>
    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int Syncfs(SafeFileHandle file);

    /// <summary>sync(2).</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Sync();

    /// <summary>Opens a folder; an invalid handle when it cannot be opened.</summary>
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

    /// <summary>link(2).</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string from, string to);

    /// <summary>Whether an error says that there is something of that name.</summary>
    public static bool IsTaken(int error) => error == Eexist;

    /// <summary>Whether an error says that the disk, or the quota on it, is full.</summary>
    public static bool IsDiskFull(int error) => error == Enospc || error == Edquot;

    /// <summary>Whether an error says that somebody else has the lock.</summary>
    public static bool IsWouldBlock(int error) => error == Ewouldblock;

    /// <summary>What the last call says of its failure.</summary>
    public static IOException LastError(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        var message = $"{what}: {Marshal.GetPInvokeErrorMessage(error)}";
        return IsDiskFull(error) ? new DiskFullException(message) : new IOException(message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
