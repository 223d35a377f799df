using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// Appends lines to a data file, drops those that its ledger covers, and closes the file before it grows too large. Data and ledger change together: what
/// dies between the two is cut back by <see cref="FileRecovery"/>. Under the destination's lock.
/// </summary>
/// <param name="data">The data file.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="closing">Closes the data file.</param>
/// <param name="expected">What the destination expects next.</param>
/// <param name="unstable">Is told what was done.</param>
/// <param name="policy">When a file is closed.</param>
/// <param name="counters">Is told how much was done.</param>
internal sealed class FileAppender(
    DataFile data, FileLedger ledger, FileClosing closing, ExpectedOffsets expected, UnstableWork unstable, FilePolicy policy, SinkCounters counters)
{
    /// <summary>Appends a buffer's lines and removes them from it; see <see cref="LedgeredFile.Append"/>.</summary>
    /// <param name="state">The current state, which the data file fits.</param>
    /// <param name="buffer">The lines.</param>
    public void Append(LedgerState state, DestinationBuffer buffer)
    {
        DropCovered(state, buffer);
        while (!buffer.Records.IsEmpty)
        {
            var (records, bytes) = Fitting(state, buffer);
            if (records > 0)
            {
                AppendHead(state, buffer, records, bytes);
            }
            else
            {
                Rotate(state);
            }
        }
    }

    private void DropCovered(LedgerState state, DestinationBuffer buffer)
    {
        PartitionTenure? tenure = null;
        var next = 0L;
        buffer.RemoveWhere(record =>
        {
            if (!ReferenceEquals(record.Tenure, tenure))
            {
                tenure = record.Tenure;
                next = expected.Of(tenure, state);
            }

            var isCovered = record.Offset < next;
            if (isCovered)
            {
                counters.DuplicatesSkipped++;
                unstable.Owe(record);
            }

            return isCovered || record.Tenure.HasEnded;
        });
    }

    /// <summary>How much of the buffer's head fits below the size at which the file is closed.</summary>
    private (int Records, int Bytes) Fitting(LedgerState state, DestinationBuffer buffer)
    {
        var room = policy.FileBytesMax - state.Length;
        if (buffer.Bytes.Length <= room)
        {
            return (buffer.Records.Length, buffer.Bytes.Length);
        }

        var records = 0;
        var bytes = 0;
        foreach (var record in buffer.Records)
        {
            if (bytes + record.LineBytes > room && state.Length + bytes > 0)
            {
                break;
            }

            records++;
            bytes += record.LineBytes;
        }

        return (records, bytes);
    }

    private void AppendHead(LedgerState state, DestinationBuffer buffer, int records, int bytes)
    {
        var lines = buffer.Bytes[..bytes];
        var lengthBefore = state.Length;
        var lastOfRuns = LastOfRuns(buffer.Records[..records]);
        try
        {
            data.Write(lines, lengthBefore);
            state.Length += bytes;
            state.Records += records;
            state.Checksum = Checksum.Continue(state.Checksum, lines);
            foreach (var record in lastOfRuns)
            {
                state.Next[record.Tenure.Key] = record.Offset + 1;
            }

            ledger.WriteWorking(state);
        }
        catch (DiskFullException)
        {
            // Readers never see half a line for longer than this.
            data.Truncate(lengthBefore);
            throw;
        }

        foreach (var record in lastOfRuns)
        {
            unstable.Owe(record);
        }

        counters.LinesWritten += records;
        counters.BytesWritten += bytes;
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

    private void Rotate(LedgerState state)
    {
        expected.Forget(state);
        expected.LookAgain();
        closing.Begin(state);
        closing.Finish(state);
        data.Open(state);
        counters.Rotated("size", data.Paths.Folder);
    }
}
