using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>A file that is being written, under a name that nobody reads, which it loses when it is disposed of.</summary>
internal sealed class UnnamedFile : IDisposable
{
    private readonly IDisk _disk;

    private UnnamedFile(IDisk disk, string path, IDiskFile file) => (_disk, Path, File) = (disk, path, file);

    /// <summary>Where it is written.</summary>
    public string Path { get; }

    /// <summary>The file.</summary>
    public IDiskFile File { get; }

    /// <summary>Begins a file. It is locked as long as this process lives, which tells it from what a dead one left.</summary>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    public static UnnamedFile Begin(IDisk disk, LandedFolders folders)
    {
        var path = folders.NewUnfinished();
        var file = disk.OpenOrCreate(path);
        try
        {
            return file.TryLock() ? new UnnamedFile(disk, path, file) : throw new DestinationDoubtException($"{path} is held by another process.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disk.Delete(Path);
        File.Dispose();
    }
}
