namespace HdfsConsumer.Storing;

/// <summary>
/// Tries out whether a file system keeps its promise on locks: one holder, and another handle's closing does not release
/// it. Network file systems that emulate locks per process fail here.
/// </summary>
internal static class LockTrial
{
    /// <summary>Runs the trial on a file that is made for it.</summary>
    /// <exception cref="StopException">Locks do not work here.</exception>
    public static void Run(IDisk disk, string path)
    {
        using var first = disk.OpenOrCreate(path);
        if (!first.TryLock())
        {
            // Another instance is trying, which proves as much.
            return;
        }

        using (var second = disk.OpenOrCreate(path))
        {
            Require(!second.TryLock(), path);
        }

        using var third = disk.OpenOrCreate(path);
        Require(!third.TryLock(), path);
        first.Unlock();
        Require(third.TryLock(), path);
    }

    private static void Require(bool works, string path)
    {
        if (!works)
        {
            throw new StopException(
                ExitCode.WrongUsage,
                $"File locks do not work in {Path.GetDirectoryName(path)}: two writers could not be told apart. Choose a base path on a local disk, or on a file system with working locks.");
        }
    }
}
