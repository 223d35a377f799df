using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Lands records in tables, all of a batch in one transaction with the ledger. What it has committed is stable, so that there is nothing to do at a
/// checkpoint; dead letters are files as ever.
/// </summary>
/// <remarks>
/// A transaction is tried while the next records are taken, by another thread. If anything at all is in its way, it is taken back and done again by the thread
/// that appends, which alone deals with trouble, with dead letters and with everything that is shared. The other one uses the database, whose transactions
/// exclude each other, and what belongs to the batch.
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="ledger">Its ledger.</param>
/// <param name="deadLetters">Where dead letters go.</param>
/// <param name="refused">What becomes of records that a table does not take.</param>
/// <param name="snapshots">Keeps tables in versions.</param>
internal sealed class SqlSink(SqlDatabase database, SqlLedger ledger, ISink deadLetters, RefusedRows refused, Snapshots snapshots) : ISink
{
    private readonly LandingTransaction _transaction = new(database, ledger);
    private IReadOnlyList<DestinationBuffer> _together = [];
    private Task<LandingRows?>? _begun;
    private AppendOutcome? _outcome;
    private LandingRows? _landed;

    /// <inheritdoc/>
    public SinkCounters Counters => deadLetters.Counters;

    /// <inheritdoc/>
    /// <remarks>Everything that is held of a partition has to be in one transaction, for its ledger is one number.</remarks>
    public int PreparedMax => int.MaxValue;

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<DestinationBuffer> buffers)
    {
        deadLetters.Prepare([.. buffers.Where(buffer => buffer.Destination.IsDeadLetters).Take(deadLetters.PreparedMax)]);
        _together = [.. buffers.Where(buffer => !buffer.Destination.IsDeadLetters)];
        _outcome = null;
    }

    /// <inheritdoc/>
    /// <remarks>The first of the buffers that belong together lands them all; each is then emptied when its turn comes.</remarks>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (buffer.Destination.IsDeadLetters)
        {
            return deadLetters.Append(buffer);
        }

        _outcome ??= Land();
        if (_outcome != AppendOutcome.Landed)
        {
            return _outcome.Value;
        }

        var skipped = _landed!.Skipped.GetValueOrDefault(buffer);
        Counters.DuplicatesSkipped += skipped;
        Counters.LinesWritten += buffer.Records.Length - skipped - _landed.Refused.Count(row => row.Table.Name == buffer.Destination.Folder);
        Counters.BytesWritten += buffer.Bytes.Length;
        buffer.RemoveHead(buffer.Records.Length, buffer.Bytes.Length);
        return AppendOutcome.Landed;
    }

    /// <inheritdoc/>
    public bool IsWriting => _begun is { IsCompleted: false };

    /// <inheritdoc/>
    public long? LowestHeld(PartitionTenure tenure) => null;

    /// <inheritdoc/>
    public bool TryMakeStable()
    {
        snapshots.TakeWhenDue();
        return deadLetters.TryMakeStable();
    }

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() => deadLetters.TryMakeDeadLettersStable();

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        WaitForBegun();
        _begun = null;
        deadLetters.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        WaitForBegun();
        deadLetters.Dispose();
    }

    /// <summary>Begins to land what belongs together; the next time, says what came of it.</summary>
    private AppendOutcome Land()
    {
        if (_begun is null)
        {
            var batch = new LandingBatch(_together);
            _begun = Task.Run(() => _transaction.TryLandAll(batch));
            return AppendOutcome.Begun;
        }

        var rows = WaitForBegun() ?? _transaction.TryLandMost(new LandingBatch(_together), TryPutAside);
        if (rows is null)
        {
            return AppendOutcome.Busy;
        }

        foreach (var (key, progress) in rows.Progress)
        {
            ledger.Committed(key, progress.Next);
        }

        refused.Report(rows.Refused);
        _landed = rows;
        _begun = null;
        return AppendOutcome.Landed;
    }

    /// <summary>What was landed by the other thread; null when that has to be done again, for whatever reason.</summary>
    private LandingRows? WaitForBegun()
    {
        try
        {
            return _begun?.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ServerGoneException or DestinationDoubtException or StopException)
        {
            // It happens again where it is dealt with, if it lasts.
            return null;
        }
    }

    /// <summary>Dead letters of refused rows are counted as such, and not as lines that were written.</summary>
    private bool TryPutAside(List<RefusedRow> rows)
    {
        var lines = Counters.LinesWritten;
        if (!refused.TryPutAside(rows))
        {
            return false;
        }

        Counters.Refused += Counters.LinesWritten - lines;
        Counters.LinesWritten = lines;
        return true;
    }
}
