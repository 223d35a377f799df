using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class StableSlotsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;

    public StableSlotsTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void NothingIsReadFromAnEmptyFile()
    {
        using var file = _disk.OpenOrCreate(_folder["state"]);
        Assert.False(SlotsOf(file).TryRead(out _, out _));
    }

    [Fact]
    public void TheNewestStateIsRead()
    {
        using var file = _disk.OpenOrCreate(_folder["state"]);
        var slots = SlotsOf(file);
        slots.Publish("one"u8);
        slots.Publish("two"u8);
        slots.Publish("three"u8);
        Assert.Equal("three"u8.ToArray(), Read(SlotsOf(file)));
    }

    [Fact]
    public void ATornStateLeavesTheOneBeforeIt()
    {
        using var file = _disk.OpenOrCreate(_folder["state"]);
        var slots = SlotsOf(file);
        slots.Publish("before"u8);
        slots.Publish("torn"u8);

        // The second state is the one with the even sequence, in slot 0; a byte of its payload is changed.
        file.Write("?"u8, 24);
        Assert.Equal("before"u8.ToArray(), Read(SlotsOf(file)));
    }

    [Fact]
    public void AStateMayBeLargerThanAPage()
    {
        using var file = _disk.OpenOrCreate(_folder["state"]);
        var large = new byte[3 * SlotFile.PageBytes];
        new Random(1).NextBytes(large);
        SlotsOf(file).Publish(large);
        SlotsOf(file).Publish("small"u8);
        Assert.Equal("small"u8.ToArray(), Read(SlotsOf(file)));
        SlotsOf(file).Publish(large);
        Assert.Equal(large, Read(SlotsOf(file)));
    }

    [Fact]
    public void TheOlderStateIsNotOverwrittenBeforeTheNewerIsKnownToBeDurable()
    {
        using var file = _disk.OpenOrCreate(_folder["state"]);
        SlotsOf(file).Publish("written by another"u8);
        var slots = SlotsOf(file);
        Assert.Throws<InvalidOperationException>(() => slots.Write("mine"u8));
        Assert.True(slots.Refresh(out var sequence));
        slots.Synced(sequence);
        slots.Write("mine"u8);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private static StableSlots SlotsOf(IDiskFile file) => new(file, new SlotFile(file, slots: 2));

    private static byte[] Read(StableSlots slots)
    {
        Assert.True(slots.TryRead(out _, out var payload));
        return payload.ToArray();
    }
}
