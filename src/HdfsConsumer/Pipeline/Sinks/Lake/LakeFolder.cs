using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>The folders of a lake: those that people read, and the one of what is unfinished.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that the lake lies below.</param>
/// <param name="stateFolder">The folder of the landing's own state.</param>
internal sealed class LakeFolder(IDisk disk, string basePath, string stateFolder)
{
    private const string WorkFolderName = "lake";
    private const string UnfinishedExtension = ".unfinished";
    private const string LockExtension = ".lock";

    private readonly HashSet<string> _durable = [];

    /// <summary>The folder of locks, columns and unfinished files, which nobody reads.</summary>
    public string WorkFolder { get; } = Path.Combine(stateFolder, WorkFolderName);

    /// <summary>Makes the folder of what is unfinished, where it is missing.</summary>
    public void Open()
    {
        disk.CreateDirectory(WorkFolder);
        disk.SyncDirectory(stateFolder);
    }

    /// <summary>A name for an unfinished file that no other has.</summary>
    public string NewUnfinished() => Path.Combine(WorkFolder, $"{Guid.NewGuid():N}{UnfinishedExtension}");

    /// <summary>The file whose lock guards the names of a partition.</summary>
    public string LockOf(string stem, int partition) =>
        Path.Combine(WorkFolder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}+{partition}{LockExtension}"));

    /// <summary>The whole path of a folder below the base path, made where it is missing.</summary>
    public string Make(string relativeFolder)
    {
        var folder = basePath;
        foreach (var part in relativeFolder.Split('/'))
        {
            folder = Path.Combine(folder, part);
            disk.CreateDirectory(folder);
        }

        return folder;
    }

    /// <summary>The offset that a folder expects next of a partition: behind all that the names in it cover. 0 for none.</summary>
    /// <param name="folder">Its whole path.</param>
    /// <param name="stem">The topic as names have it.</param>
    /// <param name="partition">The partition.</param>
    public long NextIn(string folder, string stem, int partition)
    {
        var next = 0L;
        foreach (var path in disk.EnumerateFiles(folder))
        {
            if (LakeFileName.Read(path) is { } name && name.Stem == stem && name.Partition == partition && Path.GetDirectoryName(path) == folder)
            {
                next = Math.Max(next, name.Last + 1);
            }
        }

        return next;
    }

    /// <summary>
    /// Makes the names in a folder survive a power loss; those of the folder itself and its parents too, when this instance relies on them
    /// for the first time: who made them may have died before its sync.
    /// </summary>
    public void Sync(string folder)
    {
        disk.SyncDirectory(folder);
        for (var child = folder; child != basePath && _durable.Add(child); child = Path.GetDirectoryName(child)!)
        {
            disk.SyncDirectory(Path.GetDirectoryName(child)!);
        }
    }

    /// <summary>A sync failed: nothing is known to be durable any more.</summary>
    public void ForgetDurable() => _durable.Clear();

    /// <summary>Removes unfinished files of processes that have ended: nobody holds their locks.</summary>
    public void RemoveAbandoned()
    {
        foreach (var path in disk.EnumerateFiles(WorkFolder).Where(path => path.EndsWith(UnfinishedExtension, StringComparison.Ordinal)))
        {
            // Never cut or written: it may be a finished file's second name.
            using var file = disk.OpenExisting(path);
            if (file?.TryLock() == true)
            {
                disk.Delete(path);
            }
        }
    }
}
