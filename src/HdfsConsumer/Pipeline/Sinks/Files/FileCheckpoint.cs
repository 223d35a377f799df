using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// The checkpoint of one destination, in steps with a sync behind each: of its own files, or of the whole file system for many destinations together.
/// <see cref="Begin"/>, sync, <see cref="Publish"/>, sync, <see cref="End"/>.
/// </summary>
/// <param name="data">The data file.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="expected">What need not be kept in the stable state.</param>
internal sealed class FileCheckpoint(DataFile data, FileLedger ledger, ExpectedOffsets expected)
{
    /// <summary>What is to become stable.</summary>
    private LedgerState? _snapshot;
    private ulong _stableSequence;
    private bool _ledgerNeedsSync;

    /// <summary>Takes down what is to become stable. Under the destination's lock.</summary>
    /// <param name="state">The current state, which the data file fits.</param>
    /// <exception cref="LandingDamagedException">The data file was removed from outside.</exception>
    public void Begin(LedgerState state)
    {
        if (!data.Exists)
        {
            throw new LandingDamagedException($"{data.Paths.Data} was removed while it was being written. Restore it, or remove its folder to land without it.");
        }

        _ledgerNeedsSync = ledger.RefreshStable(out _stableSequence);
        _snapshot = state.Clone();
    }

    /// <summary>Syncs the data file, its names, and the ledger.</summary>
    public void SyncData()
    {
        data.Sync();
        data.SyncNames();
        SyncLedger();
    }

    /// <summary>Everything was synced after <see cref="Begin"/>.</summary>
    public void DataSynced()
    {
        ledger.Synced(_stableSequence);
        data.NamesSynced();
    }

    /// <summary>Writes down as the stable state what was taken down, only upwards. Under the destination's lock, when the ledger has been read again.</summary>
    public void Publish()
    {
        _ledgerNeedsSync = ledger.RefreshStable(out _stableSequence);
        var stable = ledger.Stable!;
        var snapshot = _snapshot!;
        if (snapshot.Rotations == stable.Rotations && snapshot.Generation == stable.Generation && snapshot.Length > stable.Length)
        {
            SyncLedger();
            expected.Forget(snapshot);
            _stableSequence = ledger.WriteStable(snapshot);
            _ledgerNeedsSync = true;
        }
    }

    /// <summary>Syncs the ledger where it has been written.</summary>
    public void SyncLedger()
    {
        if (_ledgerNeedsSync)
        {
            ledger.Sync(_stableSequence);
        }
    }

    /// <summary>Everything was synced after <see cref="Publish"/>: what was taken down is stable.</summary>
    public void End()
    {
        ledger.Synced(_stableSequence);
        _snapshot = null;
    }
}
