using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// One destination: a data file of whole lines and its ledger, which change together. Any number of instances and
/// processes may write it; a record that one of them landed is dropped by the others.
/// </summary>
/// <remarks>
/// The order of the steps is what makes it true after a crash at any of them; docs/exactly-once.md tells why.
/// Every exception leaves the destination to be read anew before the next step.
/// </remarks>
internal sealed class LedgeredFile : IDisposable
{
    private readonly IDisk _disk;
    private readonly DataFilePaths _paths;
    private readonly FilePolicy _policy;
    private readonly Func<PartitionKey, long> _durableWatermark;
    private readonly SinkCounters _counters;
    private readonly FileLedger _ledger;
    private readonly FileClosing _closing;

    /// <summary>What this instance wrote or found landed since its last checkpoint: the ledger must cover it.</summary>
    private readonly Dictionary<PartitionTenure, long> _owed = [];

    /// <summary>The holdings whose watermark has been looked up since the ledger was last read.</summary>
    private readonly HashSet<PartitionTenure> _looked = [];

    private IDiskFile? _data;
    private uint _dataRotations;
    private bool _isDataNameDurable;
    private bool _areFoldersDurable;
    private bool _isVerified;
    private bool _mustGoBack;
    private LedgerState? _state;
    private uint _knownGeneration;
    private LedgerState? _snapshot;
    private ulong _stableSequence;
    private bool _ledgerNeedsSync;

    private LedgeredFile(IDisk disk, DataFilePaths paths, FilePolicy policy, Func<PartitionKey, long> durableWatermark, SinkCounters counters, FileLedger ledger)
    {
        _disk = disk;
        _paths = paths;
        _policy = policy;
        _durableWatermark = durableWatermark;
        _counters = counters;
        _ledger = ledger;
        _closing = new FileClosing(disk, paths, policy, ledger);
    }

    /// <summary>Whether something here may not be stable that a watermark must wait for.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Opens a destination; its folders and its ledger file are created when missing.</summary>
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
    public void Adopt() => Locked(() =>
    {
        if (_ledger.Load() is not null)
        {
            return;
        }

        var state = new LedgerState();
        using (var data = _disk.OpenOrCreate(_paths.Data))
        {
            var last = new byte[1];
            if (data.Length > 0 && data.Read(last, data.Length - 1) == 1 && last[0] != '\n')
            {
                data.Write("\n"u8, data.Length);
            }

            data.Sync();
            state.Records = state.AdoptedRecords = CountLines(data);
            state.Length = data.Length;
            state.Checksum = Checksum.Continue(Checksum.Empty, data, 0, data.Length) ?? throw new IOException($"{_paths.Data} changed while it was read.");
        }

        PublishBirth(state);
    });

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
                if (_ledger.Load() is { } state && !IsSettled(state, _ledger.Stable!))
                {
                    Enter();
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
        return TryLocked(() =>
        {
            isNew = _ledger.Load() is null;
            if (isNew)
            {
                RefuseForeignData();
                _stableSequence = _ledger.WriteStable(new LedgerState());
            }
        }) && isNew;
    }

    /// <summary>The file system was synced: the ledger and its folders are durable.</summary>
    public void EndBirth()
    {
        _ledger.Synced(_stableSequence);
        _areFoldersDurable = true;
    }

    /// <summary>
    /// Appends the buffer's lines and removes them from it as they land. Lines that the ledger covers, and those of ended
    /// holdings, are dropped.
    /// </summary>
    /// <exception cref="DiskFullException">Lines that did not fit are still in the buffer, the file ends with a whole line.</exception>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    /// <exception cref="LandingDamagedException">Only a person can say what is right.</exception>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        var isFree = TryLocked(() =>
        {
            Enter();
            DropCovered(buffer);
            while (!buffer.Records.IsEmpty)
            {
                var (records, bytes) = Fitting(buffer);
                if (records > 0)
                {
                    AppendHead(buffer, records, bytes);
                }
                else
                {
                    Rotate();
                }
            }
        });
        return isFree ? AppendOutcome.Landed : AppendOutcome.Busy;
    }

    /// <summary>
    /// Checkpoint, first step: takes down what is to become stable. False when another instance holds the destination.
    /// A sync of the data file and the ledger file follows, by <see cref="SyncData"/> or for the whole file system.
    /// </summary>
    /// <exception cref="LandingDamagedException">The data file was removed from outside.</exception>
    public bool TryBeginPublish() => TryLocked(() =>
    {
        Enter();
        if (!_disk.FileExists(_paths.Data))
        {
            throw new LandingDamagedException($"{_paths.Data} was removed while it was being written. Restore it, or remove its folder to land without it.");
        }

        _ledgerNeedsSync = _ledger.RefreshStable(out _stableSequence);
        _snapshot = _state!.Clone();
    });

    /// <summary>Syncs what <see cref="TryBeginPublish"/> took down.</summary>
    public void SyncData() => GoingBackOnFailedSync(() =>
    {
        _data!.Sync();
        if (!_areFoldersDurable)
        {
            SyncFolders();
        }
        else if (!_isDataNameDurable)
        {
            _disk.SyncDirectory(_paths.Folder);
        }

        if (_ledgerNeedsSync)
        {
            _ledger.Sync(_stableSequence);
        }
    });

    /// <summary>
    /// Checkpoint, second step, when the data is synced: writes it down as the stable state, only upwards. False when
    /// another instance holds the destination. A sync of the ledger file follows, then <see cref="EndPublish"/>.
    /// </summary>
    public bool TryPublish() => TryLocked(() =>
    {
        _ledger.Synced(_stableSequence);
        _isDataNameDurable = _areFoldersDurable = true;
        Enter();
        _ledgerNeedsSync = _ledger.RefreshStable(out _stableSequence);
        var stable = _ledger.Stable!;
        var snapshot = _snapshot!;
        if (snapshot.Rotations == stable.Rotations && snapshot.Generation == stable.Generation && snapshot.Length > stable.Length)
        {
            if (_ledgerNeedsSync)
            {
                _ledger.Sync(_stableSequence);
            }

            Forget(snapshot);
            _stableSequence = _ledger.WriteStable(snapshot);
            _ledgerNeedsSync = true;
        }
    });

    /// <summary>Syncs the stable state that <see cref="TryPublish"/> wrote.</summary>
    public void SyncLedger() => GoingBackOnFailedSync(() =>
    {
        if (_ledgerNeedsSync)
        {
            _ledger.Sync(_stableSequence);
        }
    });

    /// <summary>Checkpoint, last step: everything that was taken down is stable.</summary>
    public void EndPublish()
    {
        _ledger.Synced(_stableSequence);
        _owed.Clear();
        _snapshot = null;
        IsDirty = false;
    }

    /// <summary>
    /// A sync of the whole file system failed: before anything else happens here, what this instance wrote goes back to the
    /// stable state, and what others wrote is verified anew.
    /// </summary>
    public void SyncFailedSomewhere()
    {
        if (IsDirty)
        {
            GoBackNext();
        }
        else
        {
            _isVerified = false;
            _state = null;
        }
    }

    /// <summary>Drops what this instance remembers of the destination, after a doubt; the next step reads it anew.</summary>
    public void ForgetOwed()
    {
        _owed.Clear();
        _state = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data?.Dispose();
        _ledger.Dispose();
    }

    private static long CountLines(IDiskFile data)
    {
        var buffer = new byte[1 << 20];
        var lines = 0L;
        int read;
        for (var at = 0L; (read = data.Read(buffer, at)) > 0; at += read)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }

    private bool IsSettled(LedgerState state, LedgerState stable)
    {
        using var data = _disk.OpenExisting(_paths.Data);
        return stable.Closing == ClosingStep.None && state.Length == stable.Length && state.Length == (data?.Length ?? 0);
    }

    private void Locked(Action step)
    {
        if (!TryLocked(step))
        {
            throw new IOException($"{_paths.Ledger} is held by another instance.");
        }
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
            _state = null;
            throw;
        }
        finally
        {
            _ledger.Unlock();
        }
    }

    /// <summary>Makes <see cref="_state"/> the current one and the data file fit it. Under the lock.</summary>
    private void Enter()
    {
        if (_state is null || !_ledger.IsAsLeft)
        {
            Load();
        }

        var length = _data?.Length ?? 0;
        if (length > _state!.Length)
        {
            _data!.Truncate(_state.Length);
        }
        else if (length < _state.Length)
        {
            GoBack();
            throw new DestinationDoubtException($"{_paths.Data} is shorter than its ledger says.");
        }
    }

    private void Load()
    {
        _looked.Clear();
        _state = _ledger.Load() ?? Birth();
        if (_mustGoBack || _ledger.IsWorkingLost)
        {
            GoBack();
            _mustGoBack = false;
        }

        CheckOwed();
        FinishClosing();
        OpenData();
        if (!_isVerified)
        {
            Verify();
        }

        _knownGeneration = _state.Generation;
    }

    private void CheckOwed()
    {
        if (_owed.Count > 0 && _state!.Generation != _knownGeneration)
        {
            throw new DestinationDoubtException($"{_paths.Data} went back to an earlier state.");
        }

        foreach (var (tenure, next) in _owed)
        {
            if (_state!.Next.GetValueOrDefault(tenure.Key) < next && (tenure.Watermarks[tenure.Partition]?.Next ?? 0) < next)
            {
                throw new DestinationDoubtException($"The ledger of {_paths.Data} no longer covers {tenure} up to {next}.");
            }
        }
    }

    private LedgerState Birth()
    {
        RefuseForeignData();
        var state = new LedgerState();
        PublishBirth(state);
        return state;
    }

    private void RefuseForeignData()
    {
        if (_disk.FileExists(_paths.Data))
        {
            throw new LandingDamagedException(
                $"{_paths.Data} has no ledger: it was not written by HdfsConsumer, or its ledger was removed. Move it away, or restore both.");
        }
    }

    /// <summary>The ledger is durable, with all its folders, before the data file exists.</summary>
    private void PublishBirth(LedgerState state)
    {
        _ledger.Publish(state);
        SyncFolders();
    }

    private void SyncFolders()
    {
        foreach (var folder in _paths.Folders.Reverse())
        {
            _disk.SyncDirectory(folder);
        }

        _areFoldersDurable = true;
    }

    private void OpenData()
    {
        if (_data is not null && _dataRotations == _state!.Rotations)
        {
            return;
        }

        _data?.Dispose();
        _data = _disk.OpenExisting(_paths.Data);
        _dataRotations = _state!.Rotations;
        _isDataNameDurable = false;
        _isVerified = false;
        if (_data is null && _state.Length == 0)
        {
            _ledger.ConfirmStable();
            if (!_areFoldersDurable)
            {
                SyncFolders();
            }

            _data = _disk.OpenOrCreate(_paths.Data);
        }
    }

    /// <summary>After a crash the checksum is believed: the bytes beyond the stable length either match, or go.</summary>
    private void Verify()
    {
        var stable = _ledger.Stable!;
        var length = _data?.Length ?? 0;
        if (length < stable.Length)
        {
            throw new LandingDamagedException(
                $"{_paths.Data} has {length} bytes where its ledger knows {stable.Length}: it was shortened or removed from outside. Restore it, or remove its folder to land without it.");
        }

        if (length < _state!.Length || !RewriteUnsynced(stable, _state))
        {
            GoBack();
            OpenData();
        }

        _isVerified = true;
        IsDirty = true;
    }

    /// <summary>
    /// Writes the bytes beyond the stable length over themselves; false when they are not what the ledger says. Another
    /// instance may have failed to sync them: then they look clean, this handle was opened too late to be told, and a sync
    /// would do nothing.
    /// </summary>
    private bool RewriteUnsynced(LedgerState stable, LedgerState state)
    {
        if (state.Length == stable.Length)
        {
            return true;
        }

        var bytes = new byte[state.Length - stable.Length];
        if (_data!.Read(bytes, stable.Length) < bytes.Length || Checksum.Continue(stable.Checksum, bytes) != state.Checksum)
        {
            return false;
        }

        _data.Write(bytes, stable.Length);
        return true;
    }

    /// <summary>Back to the stable state, in a new generation.</summary>
    private void GoBack()
    {
        _ledger.ConfirmStable();
        var state = _ledger.Stable!.Clone();
        state.Generation++;
        _ledger.WriteWorking(state);
        _ledger.Publish(state);
        _state = state;
        IsDirty = true;
    }

    private void DropCovered(DestinationBuffer buffer)
    {
        PartitionTenure? tenure = null;
        var next = 0L;
        buffer.RemoveWhere(record =>
        {
            if (!ReferenceEquals(record.Tenure, tenure))
            {
                tenure = record.Tenure;
                next = NextOf(tenure);
            }

            var isCovered = record.Offset < next;
            if (isCovered)
            {
                _counters.DuplicatesSkipped++;
                Owe(record);
            }

            return isCovered || record.Tenure.HasEnded;
        });
    }

    private long NextOf(PartitionTenure tenure)
    {
        var next = _state!.Next.GetValueOrDefault(tenure.Key);
        if (_looked.Add(tenure) && tenure.Watermarks[tenure.Partition] is { } watermark && watermark.Next > next)
        {
            // Others may have forgotten entries that the watermark covers.
            next = watermark.Next;
            _state.Next[tenure.Key] = next;
        }

        return next;
    }

    private void Owe(BufferedRecord record)
    {
        _owed[record.Tenure] = Math.Max(_owed.GetValueOrDefault(record.Tenure), record.Offset + 1);
        IsDirty = true;
    }

    /// <summary>How much of the buffer's head fits below the size at which the file is closed.</summary>
    private (int Records, int Bytes) Fitting(DestinationBuffer buffer)
    {
        var room = _policy.FileBytesMax - _state!.Length;
        if (buffer.Bytes.Length <= room)
        {
            return (buffer.Records.Length, buffer.Bytes.Length);
        }

        var records = 0;
        var bytes = 0;
        foreach (var record in buffer.Records)
        {
            if (bytes + record.LineBytes > room && _state.Length + bytes > 0)
            {
                break;
            }

            records++;
            bytes += record.LineBytes;
        }

        return (records, bytes);
    }

    private void AppendHead(DestinationBuffer buffer, int records, int bytes)
    {
        var state = _state!;
        var lines = buffer.Bytes[..bytes];
        var lengthBefore = state.Length;
        var lastOfRuns = LastOfRuns(buffer.Records[..records]);
        try
        {
            _data!.Write(lines, lengthBefore);
            state.Length += bytes;
            state.Records += records;
            state.Checksum = Checksum.Continue(state.Checksum, lines);
            foreach (var record in lastOfRuns)
            {
                state.Next[record.Tenure.Key] = record.Offset + 1;
            }

            _ledger.WriteWorking(state);
        }
        catch (DiskFullException)
        {
            // Readers never see half a line for longer than this.
            _data!.Truncate(lengthBefore);
            throw;
        }

        foreach (var record in lastOfRuns)
        {
            Owe(record);
        }

        _counters.LinesWritten += records;
        _counters.BytesWritten += bytes;
        buffer.RemoveHead(records, bytes);
    }

    /// <summary>Offsets of a holding rise along a buffer, so the last record of each run of one holding speaks for the run.</summary>
    private static List<BufferedRecord> LastOfRuns(ReadOnlySpan<BufferedRecord> records)
    {
        var last = new List<BufferedRecord>();
        for (var i = 0; i < records.Length; i++)
        {
            if (i + 1 == records.Length || !ReferenceEquals(records[i + 1].Tenure, records[i].Tenure))
            {
                last.Add(records[i]);
            }
        }

        return last;
    }

    /// <summary>Forgets entries that a durable watermark covers.</summary>
    private void Forget(LedgerState state)
    {
        foreach (var (key, next) in state.Next)
        {
            if (next <= _durableWatermark(key))
            {
                state.Next.Remove(key);
            }
        }
    }

    /// <summary>Closes the data file: an intent in the stable ledger first, then whoever comes finishes it.</summary>
    private void Rotate()
    {
        var state = _state!;
        Forget(state);
        _looked.Clear();
        state.ClosingNumber = _paths.NextClosedNumber(_disk, state.Rotations);
        _data!.Sync();
        SyncFolders();

        // Others look at the working state to see that something happened, and must see it before there is an intent:
        // what they would append after it, by what they remember, would be renamed away.
        _ledger.WriteWorking(state);
        state.Closing = ClosingStep.Rename;
        _ledger.Publish(state);
        FinishClosing();
        OpenData();
        _counters.Rotated("size", _paths.Folder);
    }

    private void FinishClosing()
    {
        if (_ledger.Stable!.Closing == ClosingStep.Rename)
        {
            _data?.Dispose();
            _data = null;
        }

        _closing.Finish(_state!);
    }

    private void GoBackNext()
    {
        _mustGoBack = true;
        _state = null;
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
            GoBackNext();
            throw new DestinationDoubtException(e.Message, e);
        }
    }
}
