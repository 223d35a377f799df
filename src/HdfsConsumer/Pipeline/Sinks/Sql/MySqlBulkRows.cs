using MySql.Data.MySqlClient;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>Adds many rows to tables by <c>LOAD DATA LOCAL</c> from memory, on one connection.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="connection">The connection, which allows it as its server does.</param>
internal sealed class MySqlBulkRows(MySqlDialect dialect, MySqlConnection connection)
{
    private const string Savepoint = "before_load";

    /// <summary>So much is sent by one statement, and held as text.</summary>
    private const int StatementBytesMax = 1 << 22;

    private readonly Dictionary<SqlTable, MySqlLoadText> _texts = [];

    /// <summary>
    /// Adds rows in the transaction that is open. False when the server took one of them otherwise than it is, and has taken all back: whether
    /// its settings are strict or not, this statement bends what does not fit and leaves out what is there already, and only warns of it.
    /// </summary>
    public bool TryAdd(SqlTable table, IReadOnlyList<TableRow> rows)
    {
        connection.Run($"SAVEPOINT {Savepoint}");
        if (!_texts.TryGetValue(table, out var text))
        {
            _texts.Add(table, text = new MySqlLoadText(table));
        }

        text.Clear();
        var waiting = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            text.Add(rows[i]);
            waiting++;
            if (text.Written.Length < StatementBytesMax && i < rows.Count - 1)
            {
                continue;
            }

            if (!TryLoad(table, text.Written, waiting))
            {
                connection.Run($"ROLLBACK TO SAVEPOINT {Savepoint}");
                return false;
            }

            text.Clear();
            waiting = 0;
        }

        return true;
    }

    private bool TryLoad(SqlTable table, ReadOnlyMemory<byte> text, int rows)
    {
        var load = new MySqlBulkLoader(connection)
        {
            Local = true,
            TableName = dialect.Quote(table.Name),
            CharacterSet = "utf8mb4",
            Timeout = MySqlDialect.CommandTimeoutSeconds,
        };
        load.Columns.AddRange(table.WrittenNames.Select(dialect.Quote));
        using var stream = new MemoryStream(text.ToArray());
        return load.Load(stream) == rows && connection.Read("SHOW COUNT(*) WARNINGS", row => row.Whole(0)).Single() == 0;
    }
}
