using System.IO.Compression;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// Finishes what the stable ledger says of a data file that is being closed: gives it its closed name, and compresses it where
/// that is asked for. Each step can be repeated, by anyone, with the same outcome. Under the destination's lock.
/// </summary>
internal sealed class FileClosing(IDisk disk, DataFilePaths paths, FilePolicy policy, FileLedger ledger)
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Finishes what is to be done, if anything is; the data file must not be open when it is to be renamed.</summary>
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
        if (!disk.FileExists(paths.Closed(state.ClosingNumber)))
        {
            disk.Rename(paths.Data, paths.Closed(state.ClosingNumber));
        }

        disk.SyncDirectory(paths.Folder);
        state.Rotations++;
        state.Length = 0;
        state.Checksum = Checksum.Empty;
        state.Closing = policy.CompressClosed ? ClosingStep.Compress : ClosingStep.None;
        ledger.Publish(state);
        ledger.WriteWorking(state);
    }

    private void Compress(LedgerState state)
    {
        var closed = paths.Closed(state.ClosingNumber);
        using (var plain = disk.OpenExisting(closed))
        {
            if (plain is not null)
            {
                WriteCompressed(plain, state.ClosingNumber);
            }
        }

        disk.Delete(closed);
        disk.SyncDirectory(paths.Folder);
        state.Closing = ClosingStep.None;
        ledger.Publish(state);
    }

    private void WriteCompressed(IDiskFile plain, int number)
    {
        var inTheMaking = paths.CompressedInTheMaking(number);
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

        disk.Rename(inTheMaking, paths.Compressed(number));
        disk.SyncDirectory(paths.Folder);
    }
}
