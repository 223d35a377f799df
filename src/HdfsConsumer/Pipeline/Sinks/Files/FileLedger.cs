using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// The ledger file beside a data file. Slots 0 and 1 hold the stable state in turn, slot 2 the working state, which is
/// written at each append and synced only in passing. The file is what is locked; it is never renamed or deleted.
/// </summary>
internal sealed class FileLedger(IDiskFile file) : IDisposable
{
    private const int WorkingSlot = 2;

    private readonly SlotFile _slots = new(file, slots: 3);
    private StableSlots? _stableSlots;
    private ulong _workingSequence;
    private byte[] _encoded = new byte[512];

    /// <summary>The stable state as last loaded or written; null before the ledger is born.</summary>
    public LedgerState? Stable { get; private set; }

    /// <summary>
    /// Whether there was a working state that is gone, torn or abandoned: what others took down of it must not count any more.
    /// </summary>
    public bool IsWorkingLost { get; private set; }

    /// <summary>Whether the working state is still the one that this instance last loaded or wrote.</summary>
    public bool IsAsLeft => _slots.PeekSequence(WorkingSlot) == _workingSequence;

    private StableSlots StableSlots => _stableSlots ??= new StableSlots(file, _slots);

    /// <summary>
    /// What a ledger says to somebody who only looks, and takes no lock: its stable state and the current one. Nulls where there is none that can be read.
    /// </summary>
    public static (LedgerState? Stable, LedgerState? Current) Peek(IDisk disk, string path)
    {
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return (null, null);
        }

        var ledger = new FileLedger(file);
        var current = ledger.Load();
        return (ledger.Stable, current);
    }

    /// <summary>Tries to lock the destination.</summary>
    public bool TryLock() => file.TryLock();

    /// <summary>Unlocks the destination.</summary>
    public void Unlock() => file.Unlock();

    /// <summary>
    /// Reads the stable state and returns the current one: the working state when it goes on from the stable one, else a
    /// copy of the stable one. Null when the ledger was never born.
    /// </summary>
    public LedgerState? Load()
    {
        Stable = StableSlots.TryRead(out _, out var payload) ? LedgerState.Decode(payload) : null;
        _workingSequence = _slots.PeekSequence(WorkingSlot);
        var working = Stable is not null && _slots.TryRead(WorkingSlot, out _, out payload) ? LedgerState.Decode(payload) : null;
        IsWorkingLost = working is null
            ? _workingSequence > 0
            : working.Rotations == Stable!.Rotations && !working.GoesOnFrom(Stable);
        return working?.GoesOnFrom(Stable!) == true ? working : Stable?.Clone();
    }

    /// <summary>Writes the working state: it survives the death of the process.</summary>
    public void WriteWorking(LedgerState state)
    {
        _slots.Write(WorkingSlot, _workingSequence + 1, state.Encode(ref _encoded));
        _workingSequence++;
    }

    /// <summary>Writes the newest stable state again if a sync by this instance has not confirmed it; true when a sync is needed.</summary>
    public bool RefreshStable(out ulong sequence) => StableSlots.Refresh(out sequence);

    /// <summary>See <see cref="Storing.StableSlots.Confirm"/>.</summary>
    public void ConfirmStable() => StableSlots.Confirm();

    /// <summary>Writes a stable state, which counts after <see cref="Sync"/>.</summary>
    public ulong WriteStable(LedgerState state)
    {
        var sequence = StableSlots.Write(state.Encode(ref _encoded));
        Stable = state.Clone();
        return sequence;
    }

    /// <summary>Syncs the ledger file and notes that the stable state of this sequence is durable.</summary>
    public void Sync(ulong sequence)
    {
        file.Sync();
        Synced(sequence);
    }

    /// <summary>Notes that the ledger file was synced by other means after this stable state was written.</summary>
    public void Synced(ulong sequence) => StableSlots.Synced(sequence);

    /// <summary>Writes a stable state and makes it durable.</summary>
    public void Publish(LedgerState state)
    {
        StableSlots.Publish(state.Encode(ref _encoded));
        Stable = state.Clone();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
