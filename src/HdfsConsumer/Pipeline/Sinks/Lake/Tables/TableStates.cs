using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

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
/// The states of a lake's tables, a file for each partition, which is only ever replaced as a whole, and by one that is further. A name
/// survives a power loss after a <see cref="LakeFolder.Sync"/> of <see cref="LakeFolder.WorkFolder"/>.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="lake">The lake's folders.</param>
internal sealed class TableStates(IDisk disk, LakeFolder lake)
{
    /// <summary>All that there are, in the order of their names.</summary>
    public IEnumerable<(TableStateName Name, string Path)> All =>
        from path in disk.EnumerateFiles(lake.StateFolder)
        where Path.GetDirectoryName(path) == lake.WorkFolder
        let name = TableStateName.Read(path)
        where name is not null
        orderby name.Value.Stem, name.Value.Partition
        select (name.Value, path);

    /// <summary>The rows as they were last saved; a table without rows when they never were.</summary>
    /// <exception cref="LandingDamagedException">The file is damaged.</exception>
    public TableRows Load(TableStateName name)
    {
        var rows = new TableRows();
        using var reader = TableStateReader.TryOpen(disk, PathOf(name));
        if (reader is null)
        {
            return rows;
        }

        while (reader.TryRead(out var key, out var line))
        {
            rows.Take(reader.Next - 1, key, line);
        }

        rows.SkipTo(reader.Next);
        return rows;
    }

    /// <summary>Puts a state in the place of the one that it was made from.</summary>
    /// <param name="name">Which.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="madeFrom">The next offset of the state that was loaded or saved before; 0 for none.</param>
    /// <exception cref="DestinationDoubtException">Another instance has saved one in between.</exception>
    /// <exception cref="DiskFullException">There is no room for it; what was there is as it was.</exception>
    public Saving TrySave(TableStateName name, string topic, TableRows rows, long madeFrom)
    {
        using var names = disk.OpenOrCreate(lake.LockOf(name.Stem, name.Partition));
        if (!names.TryLock())
        {
            return Saving.Busy;
        }

        // Closing the lock's file releases it.
        var saved = TableStateReader.NextIn(disk, PathOf(name));
        if (saved >= rows.Next)
        {
            return Saving.Covered;
        }

        if (saved != madeFrom)
        {
            // It may have records that were removed by retention before this instance could read them.
            throw new DestinationDoubtException($"Another instance has saved {name} at offset {saved}; it was at {madeFrom}.");
        }

        using var unfinished = UnnamedFile.Begin(disk, lake);
        TableStateWriter.Write(unfinished.File, topic, rows);
        unfinished.File.Sync();
        disk.Rename(unfinished.Path, PathOf(name));
        return Saving.Saved;
    }

    private string PathOf(TableStateName name) => Path.Combine(lake.WorkFolder, name.ToString());
}
