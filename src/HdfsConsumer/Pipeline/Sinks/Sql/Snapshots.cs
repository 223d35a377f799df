using System.Data.Common;
using System.Globalization;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Keeps whole tables in versions: all tables of a pipeline as they are at one moment, in one transaction that keeps others from writing meanwhile.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="settings">When, and how many are kept.</param>
/// <param name="clock">The clock.</param>
internal sealed class Snapshots(SqlDatabase database, string pipeline, DatabaseSettings settings, TimeProvider clock) : ISnapshots
{
    private const string Table = TableNames.Snapshots;

    private readonly List<SqlTable> _tables = [.. database.Tables.Where(table => table.HasSnapshots)];
    private long _lookedAt = clock.GetTimestamp();

    /// <summary>The statement that makes the table of versions where there is none.</summary>
    public static string Definition(ISqlDialect dialect) => $"""
        CREATE TABLE IF NOT EXISTS {Table} (
            {TableNames.Own.SnapshotVersion} bigint NOT NULL PRIMARY KEY, pipeline varchar(60) NOT NULL, landed bigint NOT NULL,
            taken_at {dialect.MomentColumn}){dialect.TableOptions}
        """;

    /// <summary>Takes one when the interval has passed since this instance took or looked for the last one.</summary>
    public void TakeWhenDue()
    {
        if (_tables.Count > 0 && settings.SnapshotInterval is { } interval && clock.GetElapsedTime(_lookedAt) >= interval && TryTake(interval, out _))
        {
            _lookedAt = clock.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public bool TryTake(TimeSpan unlessYounger, out long? version)
    {
        long? taken = null;
        var isDone = _tables.Count == 0 || database.TryTransact(transaction =>
        {
            taken = Take(transaction, unlessYounger);
            return true;
        });
        version = taken;
        return isDone;
    }

    private long? Take(DbTransaction transaction, TimeSpan unlessYounger)
    {
        var landed = transaction.Read(
            $"SELECT landed FROM {SqlLedger.Table} WHERE pipeline = @pipeline ORDER BY stream, partition_number FOR UPDATE NOWAIT", row => row.Whole(0)!.Value, ("@pipeline", pipeline)).Sum();
        var kept = transaction.Read(
            $"SELECT {TableNames.Own.SnapshotVersion}, landed, taken_at FROM {Table} WHERE pipeline = @pipeline ORDER BY {TableNames.Own.SnapshotVersion} DESC",
            row => (Version: row.Whole(0)!.Value, Landed: row.Whole(1)!.Value, TakenAt: DateTime.SpecifyKind(row.GetDateTime(2), DateTimeKind.Utc)),
            ("@pipeline", pipeline));
        if (kept.Count > 0 && (kept[0].Landed == landed || clock.GetUtcNow() - kept[0].TakenAt < unlessYounger))
        {
            return null;
        }

        var version = transaction.Read($"SELECT max({TableNames.Own.SnapshotVersion}) FROM {Table}", row => row.Whole(0) ?? 0).Single() + 1;
        transaction.Run(
            $"INSERT INTO {Table} ({TableNames.Own.SnapshotVersion}, pipeline, landed) VALUES (@version, @pipeline, @landed)",
            ("@version", version), ("@pipeline", pipeline), ("@landed", landed));
        var old = kept.Skip(settings.SnapshotsKept - 1).Select(snapshot => snapshot.Version.ToString(CultureInfo.InvariantCulture)).ToList();
        foreach (var table in _tables)
        {
            Copy(transaction, table, version);
            Remove(transaction, database.Dialect.Quote(TableNames.SnapshotsOf(table.Name)), old);
        }

        Remove(transaction, Table, old);
        return version;
    }

    private void Copy(DbTransaction transaction, SqlTable table, long version)
    {
        var columns = string.Join(", ", table.DataNames.Select(database.Dialect.Quote));
        transaction.Run(
            $"""
            INSERT INTO {database.Dialect.Quote(TableNames.SnapshotsOf(table.Name))} ({TableNames.Own.SnapshotVersion}, {columns})
            SELECT @version, {columns} FROM {database.Dialect.Quote(table.Name)} {(table.HasDeletions ? $"WHERE NOT {TableNames.Own.IsDeleted}" : "")}
            """,
            ("@version", version));
    }

    private static void Remove(DbTransaction transaction, string table, List<string> versions)
    {
        if (versions.Count > 0)
        {
            transaction.Run($"DELETE FROM {table} WHERE {TableNames.Own.SnapshotVersion} IN ({string.Join(", ", versions)})");
        }
    }
}
