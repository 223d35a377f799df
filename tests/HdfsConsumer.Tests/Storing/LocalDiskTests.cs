using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class LocalDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;

    public LocalDiskTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void ALockKeepsOutEveryOtherHandle()
    {
        using var first = _disk.OpenOrCreate(_folder["locked"]);
        using var second = _disk.OpenOrCreate(_folder["locked"]);
        Assert.True(first.TryLock());
        Assert.False(second.TryLock());
        first.Unlock();
        Assert.True(second.TryLock());
    }

    [Fact]
    public void ClosingAnotherHandleDoesNotReleaseALock()
    {
        using var first = _disk.OpenOrCreate(_folder["locked"]);
        Assert.True(first.TryLock());
        _disk.OpenOrCreate(_folder["locked"]).Dispose();
        using var third = _disk.OpenOrCreate(_folder["locked"]);
        Assert.False(third.TryLock());
    }

    [Fact]
    public void SharedLocksGoTogetherAndKeepOutAnExclusiveOne()
    {
        using var first = _disk.OpenOrCreate(_folder["locked"]);
        using var second = _disk.OpenOrCreate(_folder["locked"]);
        using var third = _disk.OpenOrCreate(_folder["locked"]);
        Assert.True(first.TryLock(shared: true));
        Assert.True(second.TryLock(shared: true));
        Assert.False(third.TryLock());
    }

    [Fact]
    public void TheLockTrialPassesHere() => LockTrial.Run(_disk, _folder["trial"]);

    [Fact]
    public void AFileThatIsALinkIsNotFollowed()
    {
        File.WriteAllText(_folder["elsewhere"], "untouched");
        File.CreateSymbolicLink(_folder["link"], _folder["elsewhere"]);
        Assert.Throws<LandingDamagedException>(() => _disk.OpenOrCreate(_folder["link"]));
    }

    [Fact]
    public void AFolderThatIsALinkIsNotFollowed()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["FR"], _folder["elsewhere"]);
        Assert.Throws<LandingDamagedException>(() => _disk.CreateDirectory(_folder["FR"]));
    }

    [Fact]
    public void WhatIsWrittenIsReadAndCut()
    {
        using var file = _disk.OpenOrCreate(_folder["file"]);
        file.Write("whole line\nhalf"u8, 0);
        file.Truncate(11);
        file.Sync();
        _disk.SyncDirectory(_folder.Path);
        _disk.SyncAll();
        Assert.Equal("whole line\n", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void AFullDiskIsToldApart()
    {
        // Linux keeps a device that is always full.
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var disk = new LocalDisk("/dev");
        using var full = disk.OpenExisting("/dev/full")!;
        Assert.Throws<DiskFullException>(() => full.Write("x"u8, 0));
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }
}
