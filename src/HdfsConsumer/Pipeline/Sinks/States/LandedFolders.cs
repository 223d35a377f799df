using System.Globalization;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>The folders of a landing whose files are replaced as a whole: those that people read, and the one of states, locks and what is unfinished.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that everything lies below.</param>
/// <param name="stateFolder">The folder of the landing's own state.</param>
/// <param name="name">What is kept in the folder that nobody reads.</param>
internal class LandedFolders(IDisk disk, string basePath, string stateFolder, string name)
{
    private const string UnfinishedExtension = ".unfinished";

    private readonly HashSet<string> _durable = [];

    /// <summary>The folder of the landing's own state.</summary>
    public string StateFolder => stateFolder;

    /// <summary>The folder of states, locks and unfinished files, which nobody reads. There is none before something is landed.</summary>
    public string WorkFolder { get; } = Path.Combine(stateFolder, name);

    /// <summary>Makes the folder of what is unfinished, where it is missing.</summary>
    public void Open()
    {
        disk.CreateDirectory(WorkFolder);
        disk.SyncDirectory(stateFolder);
    }

    /// <summary>A name for an unfinished file that no other has.</summary>
    public string NewUnfinished() => Path.Combine(WorkFolder, $"{Guid.NewGuid():N}{UnfinishedExtension}");

    /// <summary>The file whose lock guards the names of a partition.</summary>
    public string LockOf(string stem, int partition) => LockOf(string.Create(CultureInfo.InvariantCulture, $"{stem}+{partition}"));

    /// <summary>The file whose lock guards something that there is once.</summary>
    public string LockOf(string what) => Path.Combine(WorkFolder, $"{what}.lock");

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

    /// <summary>Puts a file in the place of the former one of that name: whoever reads it sees all of it. Durable after a <see cref="Sync"/> of its folder.</summary>
    /// <exception cref="DiskFullException">There is no room for it; what was there is as it was.</exception>
    public void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var next = NextOf(path);
        using (var file = disk.OpenOrCreate(next))
        {
            file.Truncate(0);
            file.Write(bytes, 0);
            file.Sync();
        }

        disk.Rename(next, path);
    }

    /// <summary>Where what is to take the place of a file is written first.</summary>
    public static string NextOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.next");

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

    /// <summary>Removes a folder that has nothing in it any more; should it be made again, its name is not durable.</summary>
    public void DeleteIfEmpty(string folder)
    {
        disk.DeleteIfEmpty(folder);
        _durable.Remove(folder);
    }

    /// <summary>A sync failed: nothing is known to be durable any more.</summary>
    public void ForgetDurable() => _durable.Clear();

    /// <summary>Removes everything that nobody reads. Can be repeated.</summary>
    public void Clear()
    {
        Open();
        foreach (var path in disk.EnumerateFiles(WorkFolder).ToList())
        {
            disk.Delete(path);
        }
    }

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
