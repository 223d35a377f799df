using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// How a destination comes into being: its ledger is durable, with all its folders, before the data file exists. A data file without a ledger is not ours,
/// unless it was there before the base path was first used. Under the destination's lock.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="data">The data file.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class FileBirth(IDisk disk, DataFile data, FileLedger ledger)
{
    private ulong _begun;

    /// <summary>Makes the ledger of a destination that has none, durably; returns what it says.</summary>
    /// <exception cref="LandingDamagedException">There is a data file without a ledger.</exception>
    public LedgerState Complete()
    {
        RefuseForeignData();
        var state = new LedgerState();
        Publish(state);
        return state;
    }

    /// <summary>Writes the ledger of a destination that has none, without a sync; false when there is one.</summary>
    /// <exception cref="LandingDamagedException">There is a data file without a ledger.</exception>
    public bool TryBegin()
    {
        if (ledger.Load() is not null)
        {
            return false;
        }

        RefuseForeignData();
        _begun = ledger.WriteStable(new LedgerState());
        return true;
    }

    /// <summary>The file system was synced after <see cref="TryBegin"/>.</summary>
    public void End()
    {
        ledger.Synced(_begun);
        data.FoldersSynced();
    }

    /// <summary>Makes a data file into a destination, unless it is one already: its bytes stay, and get a last newline if they lack one.</summary>
    public void Adopt()
    {
        if (ledger.Load() is not null)
        {
            return;
        }

        var state = new LedgerState();
        using (var adopted = disk.OpenOrCreate(data.Paths.Data))
        {
            var last = new byte[1];
            if (adopted.Length > 0 && adopted.Read(last, adopted.Length - 1) == 1 && last[0] != '\n')
            {
                adopted.Write("\n"u8, adopted.Length);
            }

            adopted.Sync();
            state.Records = state.AdoptedRecords = CountLines(adopted);
            state.Length = adopted.Length;
            state.Checksum = Checksum.Continue(Checksum.Empty, adopted, 0, adopted.Length) ?? throw new IOException($"{data.Paths.Data} changed while it was read.");
        }

        Publish(state);
    }

    private void Publish(LedgerState state)
    {
        ledger.Publish(state);
        data.SyncFolders();
    }

    private void RefuseForeignData()
    {
        if (data.Exists)
        {
            throw new LandingDamagedException(
                $"{data.Paths.Data} has no ledger: it was not written by HdfsConsumer, or its ledger was removed. Move it away, or restore both.");
        }
    }

    private static long CountLines(IDiskFile file)
    {
        var buffer = new byte[1 << 20];
        var lines = 0L;
        int read;
        for (var at = 0L; (read = file.Read(buffer, at)) > 0; at += read)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }
}
