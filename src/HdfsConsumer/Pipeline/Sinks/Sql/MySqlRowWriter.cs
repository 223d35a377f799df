using System.Globalization;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;
using MySql.Data.MySqlClient;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>Writes rows on one connection, by statements that are prepared once for each number of rows and go with the connection.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="connection">The connection.</param>
/// <param name="packetBytesMax">What the server takes at a time, <c>max_allowed_packet</c>.</param>
/// <param name="bulk">Adds many rows faster; null where it is not allowed.</param>
internal sealed class MySqlRowWriter(MySqlDialect dialect, MySqlConnection connection, long packetBytesMax, MySqlBulkRows? bulk)
{
    /// <summary>The most that a prepared statement may have.</summary>
    private const int ParametersMax = 65_535;

    /// <summary>Few sizes, so that few statements are prepared.</summary>
    private static readonly int[] RowsAStatement = [1000, 100, 10, 1];

    /// <summary>Fewer rows are as fast by statements (measured).</summary>
    private const int BulkRowsMin = 1_000;

    private readonly Dictionary<(SqlTable Table, int Rows), MySqlCommand> _commands = [];

    /// <summary>Writes rows in the transaction that is open.</summary>
    public void Write(SqlTable table, IReadOnlyList<TableRow> rows)
    {
        if (!table.IsUpserted && rows.Count >= BulkRowsMin && bulk?.TryAdd(table, rows) == true)
        {
            return;
        }

        var columns = table.WrittenNames.Count();
        var at = 0;
        while (at < rows.Count)
        {
            var fitting = RowsThatFit(rows, at);
            var count = RowsAStatement.First(size => size <= fitting && size * columns <= ParametersMax);
            var command = CommandFor(table, count);
            for (int row = 0, parameter = 0; row < count; row++)
            {
                Fill(command.Parameters, ref parameter, table, rows[at + row]);
            }

            command.ExecuteNonQuery();
            at += count;
        }
    }

    /// <summary>How many rows from one on are surely no larger than half a packet; at least one, which the server may refuse.</summary>
    private int RowsThatFit(IReadOnlyList<TableRow> rows, int first)
    {
        var bytes = (long)rows[first].Values.Length;
        var end = first + 1;
        while (end < rows.Count && end - first < RowsAStatement[0] && (bytes += rows[end].Values.Length) <= packetBytesMax / 2)
        {
            end++;
        }

        return end - first;
    }

    private MySqlCommand CommandFor(SqlTable table, int rows)
    {
        if (!_commands.TryGetValue((table, rows), out var command))
        {
            var columns = table.WrittenNames.ToList();
            command = connection.CreateCommand();
            command.CommandText = Statement(table, columns, rows);
            var types = columns.ConvertAll(name => TypeOf(table, name));
            for (var i = 0; i < rows * columns.Count; i++)
            {
                command.Parameters.Add(Parameter(i), types[i % columns.Count]);
            }

            command.Prepare();
            _commands.Add((table, rows), command);
        }

        return command;
    }

    private string Statement(SqlTable table, List<string> columns, int rows)
    {
        var sql = new StringBuilder($"INSERT INTO {dialect.Quote(table.Name)} ({string.Join(", ", columns.Select(dialect.Quote))}) VALUES ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(row * columns.Count, columns.Count).Select(Parameter)).Append(')');
        }

        return table.IsUpserted ? sql.Append(" ON DUPLICATE KEY UPDATE ").AppendJoin(", ", Updates(table, columns)).ToString() : sql.ToString();
    }

    /// <summary>
    /// Assignments take effect one after the other, so those of the columns that decide come last, in the order in which each can still see
    /// what those behind it were: if the row is newer by its partition, its order is the same or greater, and so on.
    /// </summary>
    private IEnumerable<string> Updates(SqlTable table, List<string> columns)
    {
        var (order, partition, offset) = (dialect.Quote(TableNames.Own.Order), dialect.Quote(TableNames.Own.Partition), dialect.Quote(TableNames.Own.Offset));
        var isNewer = $"(VALUES({order}), VALUES({partition}), VALUES({offset})) > ({order}, {partition}, {offset})";
        var data = columns.Where(name => !table.Settings.Keys.Contains(name) && name is not (TableNames.Own.Order or TableNames.Own.Partition or TableNames.Own.Offset));
        foreach (var column in data.Append(TableNames.Own.Offset).Select(dialect.Quote))
        {
            yield return $"{column} = IF({isNewer}, VALUES({column}), {column})";
        }

        yield return $"{partition} = IF((VALUES({order}), VALUES({partition})) > ({order}, {partition}), VALUES({partition}), {partition})";
        yield return $"{order} = GREATEST({order}, VALUES({order}))";
    }

    private static void Fill(MySqlParameterCollection parameters, ref int parameter, SqlTable table, TableRow row)
    {
        var values = new RowReader(row.Values.Span);
        for (var i = 0; i < table.Parsed.Count; i++)
        {
            var kind = table.Parsed[i].Type.Kind;
            var value = values.Read(kind);
            if (table.IsWritten[i])
            {
                parameters[parameter++].Value = ObjectOf(kind, value);
            }
        }

        foreach (var key in row.DimensionKeys)
        {
            parameters[parameter++].Value = key ?? (object)DBNull.Value;
        }

        if (table.IsUpserted)
        {
            parameters[parameter++].Value = row.Order.First;
            parameters[parameter++].Value = row.Order.Partition;
            parameters[parameter++].Value = row.Order.Offset;
        }

        if (table.HasDeletions)
        {
            parameters[parameter++].Value = (sbyte)(row.IsDeletion ? 1 : 0);
        }
    }

    private static MySqlDbType TypeOf(SqlTable table, string name) => name switch
    {
        TableNames.Own.Order or TableNames.Own.Offset => MySqlDbType.Int64,
        TableNames.Own.Partition => MySqlDbType.Int32,
        TableNames.Own.IsDeleted => MySqlDbType.Byte,
        _ => table.Columns.FirstOrDefault(column => column.Name == name)?.Type.Kind switch
        {
            ColumnKind.Text or ColumnKind.Json => MySqlDbType.LongText,
            ColumnKind.Float or ColumnKind.Double => MySqlDbType.Double,
            ColumnKind.Decimal => MySqlDbType.NewDecimal,
            ColumnKind.Boolean => MySqlDbType.Byte,
            ColumnKind.Date => MySqlDbType.Date,
            ColumnKind.Timestamp => MySqlDbType.DateTime,
            _ => MySqlDbType.Int64,
        },
    };

    private static object ObjectOf(ColumnKind kind, ColumnValue value) => value.IsNull ? DBNull.Value : kind switch
    {
        ColumnKind.Text or ColumnKind.Json => value.Text,
        ColumnKind.Float or ColumnKind.Double => value.Real,
        ColumnKind.Decimal => value.Decimal,
        ColumnKind.Boolean => (sbyte)value.Integer,
        ColumnKind.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)value.Integer).ToDateTime(TimeOnly.MinValue),
        ColumnKind.Timestamp => DateTime.UnixEpoch.AddTicks(value.Integer * TimeSpan.TicksPerMicrosecond),
        _ => value.Integer,
    };

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");
}
