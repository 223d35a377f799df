using System.Data.Common;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>Makes the tables and the ledger where there are none, and finds out what the tables are like. Once, at the start: there is no DDL later.</summary>
/// <param name="database">The database.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="onNewColumn">What to do with a column that a table lacks.</param>
internal sealed class TableSetup(SqlDatabase database, SqlLedger ledger, OnNewColumn onNewColumn)
{
    private readonly ISqlDialect _dialect = database.Dialect;

    /// <summary>Does it. Nothing is ever dropped or changed in kind.</summary>
    /// <exception cref="Storing.ServerGoneException">The server cannot be reached.</exception>
    /// <exception cref="StopException">A table is not as it has to be.</exception>
    public void Run() => database.Do(connection =>
    {
        connection.Run(_dialect.BeginSetup);
        foreach (var definition in ledger.Definitions)
        {
            connection.Run(definition);
        }

        foreach (var table in database.Tables)
        {
            SetUpDimensions(connection, table);
            SetUp(connection, table);
            if (table.HasSnapshots)
            {
                connection.Run(Snapshots.Definition(_dialect));
                SetUpSnapshots(connection, table);
            }
        }

        connection.Run(_dialect.EndSetup);
        return true;
    });

    private void SetUp(DbConnection connection, SqlTable table)
    {
        if (TypesIn(connection, table.Name).Count == 0)
        {
            connection.Run($"CREATE TABLE IF NOT EXISTS {_dialect.Quote(table.Name)} ({string.Join(", ", Definitions(table))}){_dialect.TableOptions}");
        }

        var types = TypesIn(connection, table.Name);
        var wanted = Columns(table).ToDictionary(column => column.Name, column => column.Type);
        foreach (var missing in wanted.Where(column => !types.ContainsKey(column.Key)))
        {
            var isOwn = table.OwnNames.Contains(missing.Key);
            var isNeeded = isOwn || table.Settings.Keys.Contains(missing.Key) || table.Dimensions.Any(dimension => dimension.Key == missing.Key);
            switch (onNewColumn)
            {
                case OnNewColumn.Add:
                    connection.Run($"ALTER TABLE {_dialect.Quote(table.Name)} ADD COLUMN {_dialect.Quote(missing.Key)} {missing.Value}{(isOwn ? OwnDefault(missing.Key) : "")}");
                    types.Add(missing.Key, missing.Value);
                    break;
                case OnNewColumn.Ignore when !isNeeded:
                    break;
                default:
                    throw new StopException(
                        ExitCode.DataNeedsAttention,
                        $"Table {table.Name} of {_dialect.Server} has no column {missing.Key}. Add it ({missing.Value}), or let Sink:OnNewColumn be add.");
            }
        }

        var present = wanted.Keys.Where(types.ContainsKey).ToHashSet(StringComparer.Ordinal);
        table.Found(present, hasOurTypes: present.All(name => types[name].Equals(wanted[name], StringComparison.OrdinalIgnoreCase)));
        if (_dialect.WhyNot(connection, table) is { } whyNot)
        {
            throw new StopException(ExitCode.DataNeedsAttention, $"Table {table.Name} of {_dialect.Server} {whyNot}.");
        }
    }

    private void SetUpDimensions(DbConnection connection, SqlTable table)
    {
        foreach (var dimension in table.Dimensions)
        {
            var value = table.Columns.First(column => column.Name == dimension.Column);
            connection.Run($"""
                CREATE TABLE IF NOT EXISTS {_dialect.Quote(dimension.Table)} (
                    {_dialect.Quote(dimension.Key)} {_dialect.NumberingColumn},
                    {_dialect.Quote(dimension.Column)} {_dialect.TypeOf(value.Type, keys: 1)} NOT NULL UNIQUE,
                    {_dialect.Quote(TableNames.Own.CreatedAt)} {_dialect.MomentColumn}){_dialect.TableOptions}
                """);
        }
    }

    /// <summary>The snapshots of a table have its columns, those too that it got later.</summary>
    private void SetUpSnapshots(DbConnection connection, SqlTable table)
    {
        var name = TableNames.SnapshotsOf(table.Name);
        var wanted = Columns(table).Where(column => table.DataNames.Contains(column.Name)).ToList();
        var keys = table.Settings.Keys.Prepend(TableNames.Own.SnapshotVersion);
        var definitions = wanted.Select(column => $"{_dialect.Quote(column.Name)} {column.Type}{(table.Settings.Keys.Contains(column.Name) ? " NOT NULL" : "")}")
            .Prepend($"{TableNames.Own.SnapshotVersion} bigint NOT NULL")
            .Append($"PRIMARY KEY ({string.Join(", ", keys.Select(_dialect.Quote))})");
        connection.Run($"CREATE TABLE IF NOT EXISTS {_dialect.Quote(name)} ({string.Join(", ", definitions)}){_dialect.TableOptions}");
        var present = TypesIn(connection, name);
        foreach (var (column, type) in wanted.Where(column => !present.ContainsKey(column.Name)))
        {
            connection.Run($"ALTER TABLE {_dialect.Quote(name)} ADD COLUMN {_dialect.Quote(column)} {type}");
        }
    }

    private Dictionary<string, string> TypesIn(DbConnection connection, string table) =>
        connection.Read(_dialect.ColumnTypes, row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), ("@table", table)).ToDictionary();

    private IEnumerable<string> Definitions(SqlTable table)
    {
        if (!table.IsUpserted && table.Columns.All(column => column.Name != TableNames.Own.Id))
        {
            yield return $"{_dialect.Quote(TableNames.Own.Id)} {_dialect.NumberingColumn}";
        }

        foreach (var (name, type) in Columns(table))
        {
            yield return $"{_dialect.Quote(name)} {type}{(table.Settings.Keys.Contains(name) ? " NOT NULL" : table.OwnNames.Contains(name) ? OwnDefault(name) : "")}";
        }

        if (!table.IsUpserted && table.Columns.All(column => column.Name != TableNames.Own.CreatedAt))
        {
            yield return $"{_dialect.Quote(TableNames.Own.CreatedAt)} {_dialect.MomentColumn}";
        }

        if (table.IsUpserted)
        {
            yield return $"PRIMARY KEY ({string.Join(", ", table.Settings.Keys.Select(_dialect.Quote))})";
        }
    }

    private IEnumerable<(string Name, string Type)> Columns(SqlTable table)
    {
        foreach (var column in table.Columns)
        {
            yield return (column.Name, _dialect.TypeOf(column.Type, table.Settings.Keys.Contains(column.Name) ? table.Settings.Keys.Count : 0));
        }

        foreach (var dimension in table.Dimensions)
        {
            yield return (dimension.Key, _dialect.TypeOf(new ColumnType(ColumnKind.Long), keys: 0));
        }

        foreach (var name in table.OwnNames)
        {
            var kind = name switch
            {
                TableNames.Own.Partition => ColumnKind.Int,
                TableNames.Own.IsDeleted => ColumnKind.Boolean,
                _ => ColumnKind.Long,
            };
            yield return (name, _dialect.TypeOf(new ColumnType(kind), keys: 0));
        }
    }

    // Rows that were there before are older than all that is landed.
    private static string OwnDefault(string name) => name == TableNames.Own.IsDeleted ? " NOT NULL DEFAULT false" : " NOT NULL DEFAULT -1";
}
