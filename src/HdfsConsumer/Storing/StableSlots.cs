namespace HdfsConsumer.Storing;

/// <summary>
/// The durable state of something, kept in slots 0 and 1 of a <see cref="SlotFile"/> in turn: the newer valid one counts,
/// and the older one is overwritten only when the newer one is known to be on stable storage. Call under the file's lock;
/// only <see cref="TryRead"/>, <see cref="TryReadUnlocked"/> and <see cref="PeekSequence"/> may be called without it.
/// </summary>
internal sealed class StableSlots(IDiskFile file, SlotFile slots)
{
    /// <summary>Who reads without the lock is overtaken twice in a row seldom, and never so often.</summary>
    private const int ReadAttemptsMax = 100;

    private ulong _durable;

    /// <summary>The state that a file keeps which has nothing else in it.</summary>
    public static StableSlots AloneIn(IDiskFile file) => new(file, new SlotFile(file, slots: 2));

    /// <summary>Reads the newest state; false when none was ever written whole. Valid until the next call.</summary>
    public bool TryRead(out ulong sequence, out ReadOnlySpan<byte> payload)
    {
        var newest = slots.PeekSequence(0) > slots.PeekSequence(1) ? 0 : 1;
        return slots.TryRead(newest, out sequence, out payload) || slots.TryRead(1 - newest, out sequence, out payload);
    }

    /// <summary>
    /// The same while others may be writing: both slots can be met in the middle of a write, when the reader is overtaken twice; then it reads again.
    /// </summary>
    public bool TryReadUnlocked(out ulong sequence, out ReadOnlySpan<byte> payload)
    {
        var isRead = TryRead(out sequence, out payload);
        for (var attempt = 1; !isRead && file.Length > 0 && attempt < ReadAttemptsMax; attempt++)
        {
            isRead = TryRead(out sequence, out payload);
        }

        return isRead;
    }

    /// <summary>The sequence that the newest state claims, unchecked: enough to see whether anyone has written one since it was read.</summary>
    public ulong PeekSequence() => Math.Max(slots.PeekSequence(0), slots.PeekSequence(1));

    /// <summary>
    /// Writes the newest state over itself, unless this instance knows it to be durable. The next sync of the file then makes
    /// it durable for certain: a page whose write-back failed for someone else may look clean, and would not be written again.
    /// </summary>
    /// <returns>Whether a sync is needed.</returns>
    public bool Refresh(out ulong sequence)
    {
        if (!TryRead(out sequence, out var payload) || sequence == _durable)
        {
            return false;
        }

        // The payload lies in the slot file's buffer, which Write fills again.
        slots.Write(SlotOf(sequence), sequence, payload.ToArray());
        return true;
    }

    /// <summary>
    /// Makes the newest state durable, unless this instance knows that it is: who wrote it may have died before its sync, and
    /// nothing is to be done on its word before.
    /// </summary>
    public void Confirm()
    {
        if (Refresh(out var newest))
        {
            file.Sync();
            Synced(newest);
        }
    }

    /// <summary>To be said after a sync of the file that began after the state with this sequence was written or refreshed.</summary>
    public void Synced(ulong sequence) => _durable = Math.Max(_durable, sequence);

    /// <summary>
    /// Writes a state as the newest one, over the older slot, and returns its sequence for <see cref="Synced"/>. The newest
    /// state so far must be durable by then: <see cref="Refresh"/>, sync and <see cref="Synced"/> come before.
    /// </summary>
    public ulong Write(ReadOnlySpan<byte> payload)
    {
        TryRead(out var newest, out _);
        if (newest != _durable)
        {
            throw new InvalidOperationException("The newest slot is not known to be durable, so the older one must stay.");
        }

        slots.Write(SlotOf(newest + 1), newest + 1, payload);
        return newest + 1;
    }

    /// <summary>Writes a state and makes it durable, the one before it first.</summary>
    public void Publish(ReadOnlySpan<byte> payload)
    {
        Confirm();
        var written = Write(payload);
        file.Sync();
        Synced(written);
    }

    private static int SlotOf(ulong sequence) => (int)(sequence % 2);
}
