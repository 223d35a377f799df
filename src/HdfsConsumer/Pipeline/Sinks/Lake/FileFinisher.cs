using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>What came of finishing a file.</summary>
internal enum Finish
{
    /// <summary>It has its name.</summary>
    Named,

    /// <summary>Another instance has landed all of its records meanwhile.</summary>
    Covered,

    /// <summary>Another instance holds the names of the partition.</summary>
    Busy,
}

/// <summary>
/// Gives unfinished files their names, which are the ledger: a record is landed when a name covers it. Names of one partition in one
/// folder never overlap.
/// </summary>
/// <remarks>
/// What is locked is the partition, not the folder: only instances that hold the same partition can get in each other's way. The
/// order of the steps is what makes it true after a crash at any of them; docs/exactly-once.md tells why.
/// </remarks>
internal sealed class FileFinisher(IDisk disk, LakeFolder lake, LandingFolder landing)
{
    /// <summary>Finishes a file. Its name, or those that cover it, survive a power loss only after a <see cref="LandedFolders.Sync"/>.</summary>
    /// <param name="file">The file; to be disposed of after it.</param>
    /// <param name="folder">The whole path of its folder.</param>
    /// <exception cref="DestinationDoubtException">Another instance has landed a part of its records, or its bytes may be lost.</exception>
    /// <exception cref="LandingDamagedException">Something that is not ours has its name.</exception>
    public Finish TryFinish(UnfinishedFile file, string folder)
    {
        file.Complete(landing.Pipeline);
        SyncBytes(file);
        var stem = TopicStem.In(file.Tenure.Topic, landing);
        using var names = disk.OpenOrCreate(lake.LockOf(stem, file.Tenure.Partition));
        if (!names.TryLock())
        {
            return Finish.Busy;
        }

        // Closing the lock's file releases it.
        var next = lake.NextIn(folder, stem, file.Tenure.Partition);
        if (next > file.Last)
        {
            return Finish.Covered;
        }

        if (next > file.First)
        {
            // Read again, what others landed is dropped record by record.
            throw new DestinationDoubtException($"Another instance has landed a part of {file.Tenure} from offset {file.First} on in {folder}.");
        }

        if (next > 0)
        {
            // Names must not outlive a power loss before those that they follow: the records of the lost one would seem to be landed.
            lake.Sync(folder);
        }

        var path = Path.Combine(folder, new LakeFileName(stem, file.Tenure.Partition, file.First, file.Last).ToString());
        return disk.TryLink(file.Path, path)
            ? Finish.Named
            : throw new LandingDamagedException($"{path} is there, and is no file that this program has landed. Move it away.");
    }

    private static void SyncBytes(UnfinishedFile file)
    {
        try
        {
            file.Sync();
        }
        catch (SyncFailedException e)
        {
            throw new DestinationDoubtException(e.Message, e);
        }
    }
}
