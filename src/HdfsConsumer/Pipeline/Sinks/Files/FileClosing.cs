using System.IO.Compression;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// Closes a data file: an intent in the stable ledger first, then it gets its closed name, and is compressed where that is asked for. Whoever finds an
/// intent finishes it: each step can be repeated, by anyone, with the same outcome. Under the destination's lock.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="data">The data file.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="policy">What becomes of a closed file.</param>
internal sealed class FileClosing(IDisk disk, DataFile data, FileLedger ledger, FilePolicy policy)
{
    private const int CopyBytes = 1 << 20;

    private readonly DataFilePaths _paths = data.Paths;

    /// <summary>Makes everything that is in the data file stable, and writes down the intent to close it.</summary>
    /// <param name="state">The current state; gets the intent.</param>
    public void Begin(LedgerState state)
    {
        state.ClosingNumber = _paths.NextClosedNumber(disk, state.Rotations);
        data.Sync();
        data.SyncFolders();

        // Others look at the working state to see that something happened, and must see it before there is an intent:
        // what they would append after it, by what they remember, would be renamed away.
        ledger.WriteWorking(state);
        state.Closing = ClosingStep.Rename;
        ledger.Publish(state);
    }

    /// <summary>Finishes what the stable ledger says is to be done, if anything is.</summary>
    /// <param name="state">The current state; is brought up to date.</param>
    public void Finish(LedgerState state)
    {
        // Intents are kept in the stable state; a working state that is older than the intent does not know of it.
        state.Closing = ledger.Stable!.Closing;
        state.ClosingNumber = ledger.Stable.ClosingNumber;
        if (state.Closing != ClosingStep.None)
        {
            ledger.ConfirmStable();
        }

        if (state.Closing == ClosingStep.Rename)
        {
            Rename(state);
        }

        if (state.Closing == ClosingStep.Compress)
        {
            Compress(state);
        }
    }

    private void Rename(LedgerState state)
    {
        data.Close();
        if (!disk.FileExists(_paths.Closed(state.ClosingNumber)))
        {
            disk.Rename(_paths.Data, _paths.Closed(state.ClosingNumber));
        }

        disk.SyncDirectory(_paths.Folder);
        state.Rotations++;
        state.Length = 0;
        state.Checksum = Checksum.Empty;
        state.Closing = policy.CompressClosed ? ClosingStep.Compress : ClosingStep.None;
        ledger.Publish(state);
        ledger.WriteWorking(state);
    }

    private void Compress(LedgerState state)
    {
        var closed = _paths.Closed(state.ClosingNumber);
        using (var plain = disk.OpenExisting(closed))
        {
            if (plain is not null)
            {
                WriteCompressed(plain, state.ClosingNumber);
            }
        }

        disk.Delete(closed);
        disk.SyncDirectory(_paths.Folder);
        state.Closing = ClosingStep.None;
        ledger.Publish(state);
    }

    private void WriteCompressed(IDiskFile plain, int number)
    {
        var inTheMaking = _paths.CompressedInTheMaking(number);
        using (var compressed = disk.OpenOrCreate(inTheMaking))
        {
            compressed.Truncate(0);
            using (var gzip = new GZipStream(new DiskFileStream(compressed), CompressionLevel.Fastest))
            using (var content = new DiskFileStream(plain))
            {
                content.CopyTo(gzip, CopyBytes);
            }

            compressed.Sync();
        }

        disk.Rename(inTheMaking, _paths.Compressed(number));
        disk.SyncDirectory(_paths.Folder);
    }
}
