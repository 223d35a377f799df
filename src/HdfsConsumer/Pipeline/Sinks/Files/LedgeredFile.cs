using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// One destination: a data file of whole lines and its ledger, which change together. Any number of instances and
/// processes may write it; a record that one of them landed is dropped by the others.
/// </summary>
/// <remarks>
/// Every step is done under the lock of the ledger file, on a data file that has been made to fit its ledger. The order of the steps is what makes it true
/// after a crash at any of them; docs/exactly-once.md tells why. Every exception leaves the destination to be read anew before the next step.
/// </remarks>
internal sealed class LedgeredFile : IDisposable
{
    private readonly DataFile _data;
    private readonly FileLedger _ledger;
    private readonly UnstableWork _unstable;
    private readonly FileBirth _birth;
    private readonly FileRecovery _recovery;
    private readonly FileAppender _appender;
    private readonly FileCheckpoint _checkpoint;

    private LedgeredFile(IDisk disk, DataFilePaths paths, FilePolicy policy, Func<PartitionKey, long> durableWatermark, SinkCounters counters, FileLedger ledger)
    {
        var expected = new ExpectedOffsets(durableWatermark);
        _ledger = ledger;
        _data = new DataFile(disk, paths, ledger);
        _unstable = new UnstableWork(paths);
        _birth = new FileBirth(disk, _data, ledger);
        var closing = new FileClosing(disk, _data, ledger, policy);
        _recovery = new FileRecovery(_data, ledger, _birth, closing, expected, _unstable);
        _appender = new FileAppender(_data, ledger, closing, expected, _unstable, policy, counters);
        _checkpoint = new FileCheckpoint(_data, ledger, expected);
    }

    /// <summary>Whether something here may not be stable that a watermark must wait for.</summary>
    public bool IsDirty => _unstable.IsAny;

    /// <summary>Opens a destination; its folders and its ledger file are created when missing.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="paths">Its names.</param>
    /// <param name="policy">When the data file is closed.</param>
    /// <param name="durableWatermark">The watermark of a partition that this instance made durable; 0 for none.</param>
    /// <param name="counters">Are told what is done.</param>
    public static LedgeredFile Open(IDisk disk, DataFilePaths paths, FilePolicy policy, Func<PartitionKey, long> durableWatermark, SinkCounters counters)
    {
        foreach (var folder in paths.Folders.Skip(1))
        {
            disk.CreateDirectory(folder);
        }

        return new LedgeredFile(disk, paths, policy, durableWatermark, counters, new FileLedger(disk.OpenOrCreate(paths.Ledger)));
    }

    /// <summary>
    /// Makes a data file that was there before the base path was first used into a destination: its bytes stay, and get a
    /// last newline if they lack one. Does nothing when it has a ledger already.
    /// </summary>
    /// <exception cref="IOException">Another instance holds the destination.</exception>
    public void Adopt()
    {
        if (!TryLocked(_birth.Adopt))
        {
            throw new IOException($"{_data.Paths.Ledger} is held by another instance.");
        }
    }

    /// <summary>
    /// Makes the data file what the ledger says, when a run ended in the middle of something: cut back, or closed. False when
    /// another instance holds the destination. A sync of the whole file system is to follow.
    /// </summary>
    /// <exception cref="IOException">It is not done, or may not be durable.</exception>
    public bool TryRepair()
    {
        try
        {
            return TryLocked(() =>
            {
                if (_ledger.Load() is { } state && !_recovery.IsSettled(state))
                {
                    _recovery.Enter();
                }
            });
        }
        catch (DestinationDoubtException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>
    /// Writes the ledger of a destination that has none, without a sync; false when there is nothing to write, or another
    /// instance holds the destination. A sync of the whole file system and <see cref="EndBirth"/> may follow; without them the next step
    /// syncs for itself.
    /// </summary>
    public bool TryBeginBirth()
    {
        var isNew = false;
        return TryLocked(() => isNew = _birth.TryBegin()) && isNew;
    }

    /// <summary>The file system was synced: the ledger and its folders are durable.</summary>
    public void EndBirth() => _birth.End();

    /// <summary>
    /// Appends the buffer's lines and removes them from it as they land. Lines that the ledger covers, and those of ended
    /// holdings, are dropped.
    /// </summary>
    /// <exception cref="DiskFullException">Lines that did not fit are still in the buffer, the file ends with a whole line.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    /// <exception cref="LandingDamagedException">Only a person can say what is right.</exception>
    public AppendOutcome Append(DestinationBuffer buffer) =>
        TryLocked(() => _appender.Append(_recovery.Enter(), buffer)) ? AppendOutcome.Landed : AppendOutcome.Busy;

    /// <summary>
    /// Checkpoint, first step: takes down what is to become stable. False when another instance holds the destination.
    /// A sync of the data file and the ledger file follows, by <see cref="SyncData"/> or for the whole file system.
    /// </summary>
    /// <exception cref="LandingDamagedException">The data file was removed from outside.</exception>
    public bool TryBeginPublish() => TryLocked(() => _checkpoint.Begin(_recovery.Enter()));

    /// <summary>Syncs what <see cref="TryBeginPublish"/> took down.</summary>
    public void SyncData() => GoingBackOnFailedSync(_checkpoint.SyncData);

    /// <summary>
    /// Checkpoint, second step, when the data is synced: writes it down as the stable state, only upwards. False when
    /// another instance holds the destination. A sync of the ledger file follows, then <see cref="EndPublish"/>.
    /// </summary>
    public bool TryPublish() => TryLocked(() =>
    {
        _checkpoint.DataSynced();
        _recovery.Enter();
        _checkpoint.Publish();
    });

    /// <summary>Syncs the stable state that <see cref="TryPublish"/> wrote.</summary>
    public void SyncLedger() => GoingBackOnFailedSync(_checkpoint.SyncLedger);

    /// <summary>Checkpoint, last step: everything that was taken down is stable.</summary>
    public void EndPublish()
    {
        _checkpoint.End();
        _unstable.BecameStable();
    }

    /// <summary>
    /// A sync of the whole file system failed: before anything else happens here, what this instance wrote goes back to the
    /// stable state, and what others wrote is verified anew.
    /// </summary>
    public void SyncFailedSomewhere()
    {
        if (IsDirty)
        {
            _recovery.GoBackNext();
        }
        else
        {
            _recovery.VerifyNext();
        }
    }

    /// <summary>Drops what this instance remembers of the destination, after a doubt; the next step reads it anew.</summary>
    public void ForgetOwed()
    {
        _unstable.ForgetOwed();
        _recovery.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Dispose();
        _ledger.Dispose();
    }

    private bool TryLocked(Action step)
    {
        if (!_ledger.TryLock())
        {
            return false;
        }

        try
        {
            GoingBackOnFailedSync(step);
            return true;
        }
        catch
        {
            _recovery.Forget();
            throw;
        }
        finally
        {
            _ledger.Unlock();
        }
    }

    /// <summary>A failed sync is never tried again as if nothing had happened.</summary>
    private void GoingBackOnFailedSync(Action step)
    {
        try
        {
            step();
        }
        catch (SyncFailedException e)
        {
            _recovery.GoBackNext();
            throw new DestinationDoubtException(e.Message, e);
        }
    }
}
