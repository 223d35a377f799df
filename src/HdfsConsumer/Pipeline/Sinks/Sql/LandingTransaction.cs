using System.Data.Common;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Lands a batch: its rows and the ledger in one transaction. When it is not known whether that was committed, the ledger says it the next time: what it
/// covers is dropped then.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="ledger">Its ledger.</param>
internal sealed class LandingTransaction(SqlDatabase database, SqlLedger ledger)
{
    private const string Savepoint = "before_rows";

    private readonly Dictionary<string, SqlTable> _tables = database.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
    private readonly DimensionKeys _dimensions = new(database.Dialect);

    /// <summary>Lands a batch of which every record fits; null when one does not, or another instance is in the way: nothing is landed then.</summary>
    public LandingRows? TryLandAll(LandingBatch batch) => TryLand(
        batch, (transaction, rows) => rows.Refused.Count == 0 && rows.Rows.All(table => TryWrite(transaction, table.Table, table.Rows) is null));

    /// <summary>Lands the records of a batch that the tables take; null when another instance is in the way: nothing is landed then.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="tryPutAside">Makes dead letters of the others, durably; false when it cannot now.</param>
    public LandingRows? TryLandMost(LandingBatch batch, Func<List<RefusedRow>, bool> tryPutAside) => TryLand(batch, (transaction, rows) =>
    {
        foreach (var (table, ofTable) in rows.Rows)
        {
            WriteMost(transaction, table, ofTable, rows.Refused);
        }

        return tryPutAside(rows.Refused);
    });

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
