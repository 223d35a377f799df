using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class LinkTrialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;

    public LinkTrialTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void AFileSystemWithLinksIsTakenAndLeftAsItWas()
    {
        LinkTrial.Run(_disk, _folder.Path);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void OneWithoutLinksIsRefused()
    {
        var refusal = Assert.Throws<StopException>(() => LinkTrial.Run(new OtherLinks(_disk, (_, _) => throw new IOException("Operation not permitted")), _folder.Path));
        Assert.Equal(ExitCode.WrongUsage, refusal.ExitCode);
        Assert.Contains("(Operation not permitted)", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void OneThatReplacesFilesIsRefused() =>
        Assert.Throws<StopException>(() => LinkTrial.Run(new OtherLinks(_disk, (_, _) => true), _folder.Path));

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    /// <summary>A disk that gives names in its own way.</summary>
    private sealed class OtherLinks(IDisk disk, Func<string, string, bool> link) : IDisk
    {
        public IDiskFile OpenOrCreate(string path) => disk.OpenOrCreate(path);

        public IDiskFile? OpenExisting(string path) => disk.OpenExisting(path);

        public IDiskFile? OpenToRead(string path) => disk.OpenToRead(path);

        public bool FileExists(string path) => disk.FileExists(path);

        public void CreateDirectory(string path) => disk.CreateDirectory(path);

        public void Rename(string from, string to) => disk.Rename(from, to);

        public bool TryLink(string from, string to) => link(from, to);

        public void Delete(string path) => disk.Delete(path);

        public void DeleteIfEmpty(string directory) => disk.DeleteIfEmpty(directory);

        public void SyncDirectory(string path) => disk.SyncDirectory(path);

        public void SyncAll() => disk.SyncAll();

        public IEnumerable<string> EnumerateFiles(string directory) => disk.EnumerateFiles(directory);
    }
}
