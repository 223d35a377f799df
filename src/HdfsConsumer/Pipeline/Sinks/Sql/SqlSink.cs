using System.Data.Common;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Lands records in tables, all of a batch in one transaction with the ledger. What it has committed is stable, so that there is nothing to do at a
/// checkpoint; dead letters are files as ever.
/// </summary>
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
        _landed = null;
    }

    /// <inheritdoc/>
    /// <remarks>The first of the buffers that belong together lands them all; each is then emptied when its turn comes.</remarks>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (buffer.Destination.IsDeadLetters)
        {
            return deadLetters.Append(buffer);
        }

        if (_landed is null && !TryLand())
        {
            return AppendOutcome.Busy;
        }

        var skipped = _landed!.Skipped.GetValueOrDefault(buffer);
        Counters.DuplicatesSkipped += skipped;
        Counters.LinesWritten += buffer.Records.Length - skipped - _landed.Refused.Count(row => row.Table.Name == buffer.Destination.Folder);
        Counters.BytesWritten += buffer.Bytes.Length;
        buffer.RemoveHead(buffer.Records.Length, buffer.Bytes.Length);
        return AppendOutcome.Landed;
    }

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
    public void ForgetOwed() => deadLetters.ForgetOwed();

    /// <inheritdoc/>
    public void Dispose() => deadLetters.Dispose();

    /// <summary>
    /// Lands everything that belongs together. When it is not known whether a transaction was committed, the ledger says it the next time: what it
    /// covers is dropped then.
    /// </summary>
    private bool TryLand()
    {
        LandingRows? rows = null;
        var keys = _together.SelectMany(KeysIn).Distinct().OrderBy(key => key.TopicHash).ThenBy(key => key.Partition).ToList();
        _dimensions.RolledBack();
        var isCommitted = database.TryTransact(transaction =>
        {
            rows = new LandingRows(_together, _tables, keys.Count == 0 ? [] : ledger.Lock(transaction, keys));
            foreach (var (table, ofTable) in rows.Rows)
            {
                Write(transaction, table, ofTable, rows.Refused);
            }

            var lines = Counters.LinesWritten;
            if (!refused.TryPutAside(rows.Refused))
            {
                return false;
            }

            Counters.Refused += Counters.LinesWritten - lines;
            Counters.LinesWritten = lines;

            foreach (var (key, progress) in rows.Progress)
            {
                var landed = progress.Taken - rows.Refused.Count(row => row.Record.Tenure.Key == key);
                SqlLedger.Raise(transaction, key, progress.Next, progress.Last, progress.NewestTimestampMs, landed);
            }

            return true;
        });
        if (!isCommitted)
        {
            _dimensions.RolledBack();
            return false;
        }

        _dimensions.Committed();

        foreach (var (key, progress) in rows!.Progress)
        {
            ledger.Committed(key, progress.Next);
        }

        refused.Report(rows.Refused);
        _landed = rows;
        return true;
    }

    /// <summary>Writes rows, all but those that the table refuses: these are found by halving.</summary>
    private void Write(DbTransaction transaction, SqlTable table, List<TableRow> rows, List<RefusedRow> refusedRows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        transaction.Run($"SAVEPOINT {Savepoint}");
        try
        {
            _dimensions.Fill(transaction, table, rows);
            database.Dialect.Write(transaction, table, rows);
            return;
        }
        catch (Exception e) when (database.Dialect.TroubleOf(e) is SqlTrouble.Unfit or SqlTrouble.Duplicate)
        {
            transaction.Run($"ROLLBACK TO SAVEPOINT {Savepoint}");
            _dimensions.RolledBack();
            if (rows is [var row])
            {
                refusedRows.Add(new RefusedRow(table, row.Record, row.Held, database.Dialect.ReasonOf(e)));
            }
        }

        if (rows is [{ Older: var older }])
        {
            Write(transaction, table, older is null ? [] : [older], refusedRows);
            return;
        }

        var half = rows.Count / 2;
        Write(transaction, table, rows[..half], refusedRows);
        Write(transaction, table, rows[half..], refusedRows);
    }

    private static IEnumerable<Watermarking.PartitionKey> KeysIn(DestinationBuffer buffer)
    {
        var keys = new HashSet<Watermarking.PartitionKey>();
        PartitionTenure? last = null;
        foreach (var record in buffer.Records)
        {
            if (!ReferenceEquals(record.Tenure, last) && !record.Tenure.HasEnded)
            {
                keys.Add(record.Tenure.Key);
            }

            last = record.Tenure;
        }

        return keys;
    }
}
