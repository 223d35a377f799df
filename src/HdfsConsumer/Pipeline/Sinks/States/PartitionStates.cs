using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>What came of saving a state.</summary>
internal enum Saving
{
    /// <summary>It is in its place.</summary>
    Saved,

    /// <summary>Another instance has saved one that is as far, or further.</summary>
    Covered,

    /// <summary>Another instance is saving.</summary>
    Busy,
}

/// <summary>
/// States of partitions, what is made of their records and the next offset in one file each, which is only ever replaced as a whole, and by one that
/// is further. A name survives a power loss after a <see cref="LandedFolders.Sync"/> of <see cref="LandedFolders.WorkFolder"/>.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="folders">Where they are kept.</param>
/// <param name="nextIn">Reads the next offset from the file of a path; 0 when there is none.</param>
internal sealed class PartitionStates(IDisk disk, LandedFolders folders, Func<string, long> nextIn)
{
    /// <summary>All that there are, in the order of their names.</summary>
    public IEnumerable<(PartitionStateName Name, string Path)> All =>
        from path in disk.EnumerateFiles(folders.StateFolder)
        where Path.GetDirectoryName(path) == folders.WorkFolder
        let name = PartitionStateName.Read(path)
        where name is not null
        orderby name.Value.Stem, name.Value.Partition
        select (name.Value, path);

    /// <summary>Puts a state in the place of the one that it was made from.</summary>
    /// <param name="name">Which.</param>
    /// <param name="next">Its next offset.</param>
    /// <param name="madeFrom">The next offset of the state that was loaded or saved before; 0 for none.</param>
    /// <param name="write">Writes it to an empty file.</param>
    /// <exception cref="DestinationDoubtException">Another instance has saved one in between.</exception>
    /// <exception cref="DiskFullException">There is no room for it; what was there is as it was.</exception>
    public Saving TrySave(PartitionStateName name, long next, long madeFrom, Action<IDiskFile> write)
    {
        using var names = disk.OpenOrCreate(folders.LockOf(name.Stem, name.Partition));
        if (!names.TryLock())
        {
            return Saving.Busy;
        }

        // Closing the lock's file releases it.
        var saved = nextIn(PathOf(name));
        if (saved >= next)
        {
            return Saving.Covered;
        }

        if (saved != madeFrom)
        {
            // It may have records that were removed by retention before this instance could read them.
            throw new DestinationDoubtException($"Another instance has saved {name} at offset {saved}; it was at {madeFrom}.");
        }

        using var unfinished = UnnamedFile.Begin(disk, folders);
        write(unfinished.File);
        unfinished.File.Sync();
        disk.Rename(unfinished.Path, PathOf(name));
        return Saving.Saved;
    }

    /// <summary>Where a state is kept.</summary>
    public string PathOf(PartitionStateName name) => Path.Combine(folders.WorkFolder, name.ToString());
}
