namespace HdfsConsumer.Storing;

/// <summary>
/// Tries out whether a file system gives a file a second name, and refuses a name that is taken: that is what decides which of two writers
/// has landed a file. Some network and FUSE file systems, and FAT, cannot.
/// </summary>
internal static class LinkTrial
{
    /// <summary>Runs the trial with files that are made for it, and removes them.</summary>
    /// <exception cref="StopException">Names do not work here.</exception>
    public static void Run(IDisk disk, string folder)
    {
        var first = Path.Combine(folder, $"{Guid.NewGuid():N}.link-trial");
        var second = $"{first}.second";
        disk.OpenOrCreate(first).Dispose();
        try
        {
            if (!disk.TryLink(first, second) || disk.TryLink(first, second))
            {
                throw Refused(folder, "a name that is taken was given again");
            }
        }
        catch (IOException e) when (e is not DiskFullException)
        {
            throw Refused(folder, e.Message);
        }
        finally
        {
            disk.Delete(second);
            disk.Delete(first);
        }
    }

    private static StopException Refused(string folder, string reason) => new(
        ExitCode.WrongUsage,
        $"Files cannot be given a second name in {folder} ({reason}): a lake's files could not be landed whole, and once. Choose a base path on a file system with hard links, such as ext4, XFS, APFS or NFS.");
}
