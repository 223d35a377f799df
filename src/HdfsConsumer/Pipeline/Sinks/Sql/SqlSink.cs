using System.Data.Common;
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
    private const string Savepoint = "before_rows";

    private readonly Dictionary<string, SqlTable> _tables = database.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
    private readonly DimensionKeys _dimensions = new(database.Dialect);
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
            _begun = Task.Run(() => TryLand(batch, TryLandAll));
            return AppendOutcome.Begun;
        }

        var rows = WaitForBegun() ?? TryLand(new LandingBatch(_together), TryLandMost);
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

    /// <summary>
    /// Lands a batch in one transaction; null when nothing is landed. When it is not known whether a transaction was committed, the ledger says it the next
    /// time: what it covers is dropped then.
    /// </summary>
    private LandingRows? TryLand(LandingBatch batch, Func<DbTransaction, LandingRows, bool> tryWrite)
    {
        LandingRows? rows = null;
        var partitions = batch.Partitions;
        _dimensions.RolledBack();
        var isCommitted = database.TryTransact(transaction =>
        {
            rows = new LandingRows(batch, _tables, partitions.Count == 0 ? [] : ledger.Lock(transaction, partitions));
            if (!tryWrite(transaction, rows))
            {
                return false;
            }

            foreach (var (partition, progress) in rows.Progress)
            {
                var landed = progress.Taken - rows.Refused.Count(row => row.Record.Tenure.Key == partition);
                SqlLedger.Raise(transaction, partition, progress.Next, progress.Last, progress.NewestTimestampMs, landed);
            }

            return true;
        });
        if (isCommitted)
        {
            _dimensions.Committed();
            return rows;
        }

        _dimensions.RolledBack();
        return null;
    }

    /// <summary>Writes all rows, unless one does not fit.</summary>
    private bool TryLandAll(DbTransaction transaction, LandingRows rows) =>
        rows.Refused.Count == 0 && rows.Rows.All(table => TryWrite(transaction, table.Table, table.Rows) is null);

    /// <summary>Writes the rows that the tables take, and makes dead letters of the others.</summary>
    private bool TryLandMost(DbTransaction transaction, LandingRows rows)
    {
        foreach (var (table, ofTable) in rows.Rows)
        {
            WriteMost(transaction, table, ofTable, rows.Refused);
        }

        var lines = Counters.LinesWritten;
        if (!refused.TryPutAside(rows.Refused))
        {
            return false;
        }

        Counters.Refused += Counters.LinesWritten - lines;
        Counters.LinesWritten = lines;
        return true;
    }

    /// <summary>Writes rows, all but those that the table refuses: these are found by halving.</summary>
    private void WriteMost(DbTransaction transaction, SqlTable table, List<TableRow> rows, List<RefusedRow> refusedRows)
    {
        if (TryWrite(transaction, table, rows) is not { } reason)
        {
            return;
        }

        if (rows is [var row])
        {
            refusedRows.Add(new RefusedRow(table, row.Record, row.Held, reason));
            WriteMost(transaction, table, row.Older is { } older ? [older] : [], refusedRows);
            return;
        }

        var half = rows.Count / 2;
        WriteMost(transaction, table, rows[..half], refusedRows);
        WriteMost(transaction, table, rows[half..], refusedRows);
    }

    /// <summary>Writes rows; why the table refuses them, when it does: then none is written.</summary>
    private string? TryWrite(DbTransaction transaction, SqlTable table, List<TableRow> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        transaction.Run($"SAVEPOINT {Savepoint}");
        try
        {
            _dimensions.Fill(transaction, table, rows);
            database.Dialect.Write(transaction, table, rows);
            return null;
        }
        catch (Exception e) when (database.Dialect.TroubleOf(e) is SqlTrouble.Unfit or SqlTrouble.Duplicate)
        {
            transaction.Run($"ROLLBACK TO SAVEPOINT {Savepoint}");
            _dimensions.RolledBack();
            return database.Dialect.ReasonOf(e);
        }
    }
}
