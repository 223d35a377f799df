using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>The folders of a lake.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that the lake lies below.</param>
/// <param name="stateFolder">The folder of the landing's own state.</param>
internal sealed class LakeFolder(IDisk disk, string basePath, string stateFolder) : LandedFolders(disk, basePath, stateFolder, "lake")
{
    private readonly IDisk _disk = disk;

    /// <summary>The file whose lock guards the manifest of the tables.</summary>
    public string VersionsLock => LockOf("versions");

    /// <summary>The offset that a folder expects next of a partition: behind all that the names in it cover. 0 for none.</summary>
    /// <param name="folder">Its whole path.</param>
    /// <param name="stem">The topic as names have it.</param>
    /// <param name="partition">The partition.</param>
    public long NextIn(string folder, string stem, int partition)
    {
        var next = 0L;
        foreach (var path in _disk.EnumerateFiles(folder))
        {
            if (LakeFileName.Read(path) is { } name && name.Stem == stem && name.Partition == partition && Path.GetDirectoryName(path) == folder)
            {
                next = Math.Max(next, name.Last + 1);
            }
        }

        return next;
    }
}
