namespace HdfsConsumer.Storing;

/// <summary>
/// The disk as this program uses it: every step that a crash can fall between is a call of its own, so that a simulated
/// disk can stop at any of them. Paths are whole paths.
/// </summary>
/// <remarks>
/// Nothing is promised to survive a power loss until <see cref="IDiskFile.Sync"/> (contents),
/// <see cref="SyncDirectory"/> (names) or <see cref="SyncAll"/> (both) has returned; one that fails throws
/// <see cref="SyncFailedException"/>. Everything survives the death of the process. A full disk at a write shows as
/// <see cref="DiskFullException"/>, all else as <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>; the caller decides.
/// </remarks>
internal interface IDisk
{
    /// <summary>Opens a file for reading and writing, creating it empty when it does not exist.</summary>
    IDiskFile OpenOrCreate(string path);

    /// <summary>Opens an existing file for reading and writing, or returns null.</summary>
    IDiskFile? OpenExisting(string path);

    /// <summary>Opens an existing file for reading alone, or returns null.</summary>
    IDiskFile? OpenToRead(string path);

    /// <summary>Whether a file of this name exists.</summary>
    bool FileExists(string path);

    /// <summary>Creates one folder below an existing one; does nothing when it exists.</summary>
    /// <exception cref="LandingDamagedException">The name is a symbolic link or a file.</exception>
    void CreateDirectory(string path);

    /// <summary>Gives a file a new name in the same folder, replacing a file of that name, in one step.</summary>
    void Rename(string from, string to);

    /// <summary>Gives a file a second name, in any folder of the disk, in one step; false when there is something of that name.</summary>
    bool TryLink(string from, string to);

    /// <summary>Removes a file; does nothing when it does not exist.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder survive a power loss.</summary>
    void SyncDirectory(string path);

    /// <summary>Makes everything written so far, contents and names, survive a power loss.</summary>
    void SyncAll();

    /// <summary>All files below a folder, hidden ones too; symbolic links are not followed.</summary>
    IEnumerable<string> EnumerateFiles(string directory);
}

/// <summary>An open file. Closing it releases its lock.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>Bytes in the file now.</summary>
    long Length { get; }

    /// <summary>Reads at <paramref name="offset"/> until the span is full or the file ends; returns the bytes read.</summary>
    int Read(Span<byte> into, long offset);

    /// <summary>Writes at <paramref name="offset"/>; a failed write may have written a part.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file to <paramref name="length"/> bytes.</summary>
    void Truncate(long length);

    /// <summary>Makes the contents and the length survive a power loss.</summary>
    void Sync();

    /// <summary>
    /// Tries to lock the file against every other handle, in this process and in others, without waiting. The lock dies
    /// with the process. A shared lock is compatible with other shared ones.
    /// </summary>
    bool TryLock(bool shared = false);

    /// <summary>Releases the lock.</summary>
    void Unlock();
}

/// <summary>The disk, or the quota on it, is full.</summary>
internal sealed class DiskFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// A sync failed: what was written since the last one may be lost although it can still be read, and a second sync may
/// falsely succeed. Never to be tried again as if nothing had happened.
/// </summary>
internal sealed class SyncFailedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// The landing is not as this program left it, and only a person can say what is right. The message says what and where.
/// </summary>
internal sealed class LandingDamagedException(string message) : Exception(message);
