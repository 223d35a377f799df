using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// Makes a data file and its ledger agree before anything is done with them: whoever used them last may have died between any two steps, or may have
/// been another instance. Under the destination's lock.
/// </summary>
/// <param name="data">The data file.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="birth">Makes the ledger where there is none.</param>
/// <param name="closing">Finishes a closing that was begun.</param>
/// <param name="expected">What was looked up of the state.</param>
/// <param name="unstable">What this instance did, which the state must cover.</param>
internal sealed class FileRecovery(DataFile data, FileLedger ledger, FileBirth birth, FileClosing closing, ExpectedOffsets expected, UnstableWork unstable)
{
    private LedgerState? _state;
    private bool _mustGoBack;

    /// <summary>Whether a run that left this state left nothing to be done.</summary>
    public bool IsSettled(LedgerState state) =>
        ledger.Stable!.Closing == ClosingStep.None && state.Length == ledger.Stable.Length && state.Length == data.LengthUnopened;

    /// <summary>The current state, which the data file fits from now on. Appends change it.</summary>
    /// <exception cref="DestinationDoubtException">Start again from the watermark.</exception>
    /// <exception cref="LandingDamagedException">Only a person can say what is right.</exception>
    public LedgerState Enter()
    {
        if (_state is null || !ledger.IsAsLeft)
        {
            _state = Load();
        }

        var length = data.Length;
        if (length > _state.Length)
        {
            data.Truncate(_state.Length);
        }
        else if (length < _state.Length)
        {
            GoBack();
            throw new DestinationDoubtException($"{data.Paths.Data} is shorter than its ledger says.");
        }

        return _state;
    }

    /// <summary>Forgets the state: it is read anew when it is needed next.</summary>
    public void Forget() => _state = null;

    /// <summary>Forgets the state, and goes back to the stable one before anything else is done.</summary>
    public void GoBackNext()
    {
        _mustGoBack = true;
        _state = null;
    }

    /// <summary>Forgets the state, and looks at the bytes of the data file again.</summary>
    public void VerifyNext()
    {
        data.IsVerified = false;
        _state = null;
    }

    private LedgerState Load()
    {
        expected.LookAgain();
        var state = ledger.Load() ?? birth.Complete();
        if (_mustGoBack || ledger.IsWorkingLost)
        {
            state = GoBack();
            _mustGoBack = false;
        }

        unstable.RequireCoveredBy(state);
        closing.Finish(state);
        data.Open(state);
        if (!data.IsVerified)
        {
            state = Verified(state);
        }

        unstable.Generation = state.Generation;
        return state;
    }

    /// <summary>After a crash the checksum is believed: the bytes beyond the stable length either match, or go.</summary>
    private LedgerState Verified(LedgerState state)
    {
        var stable = ledger.Stable!;
        if (data.Length < stable.Length)
        {
            throw new LandingDamagedException(
                $"{data.Paths.Data} has {data.Length} bytes where its ledger knows {stable.Length}: it was shortened or removed from outside. Restore it, or remove its folder to land without it.");
        }

        if (data.Length < state.Length || !TryRewriteUnsynced(stable, state))
        {
            state = GoBack();
            data.Open(state);
        }

        data.IsVerified = true;
        unstable.Wrote();
        return state;
    }

    /// <summary>
    /// Writes the bytes beyond the stable length over themselves; false when they are not what the ledger says. Another
    /// instance may have failed to sync them: then they look clean, this handle was opened too late to be told, and a sync
    /// would do nothing.
    /// </summary>
    private bool TryRewriteUnsynced(LedgerState stable, LedgerState state)
    {
        if (state.Length == stable.Length)
        {
            return true;
        }

        var bytes = new byte[state.Length - stable.Length];
        if (data.Read(bytes, stable.Length) < bytes.Length || Checksum.Continue(stable.Checksum, bytes) != state.Checksum)
        {
            return false;
        }

        data.Write(bytes, stable.Length);
        return true;
    }

    /// <summary>Back to the stable state, in a new generation.</summary>
    private LedgerState GoBack()
    {
        ledger.ConfirmStable();
        var state = ledger.Stable!.Clone();
        state.Generation++;
        ledger.WriteWorking(state);
        ledger.Publish(state);
        unstable.Wrote();
        return state;
    }
}
