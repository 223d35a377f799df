using System.Data.Common;
using System.Globalization;
using HdfsConsumer.Configuration.Pipelines;
using MySql.Data.MySqlClient;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>MySQL and MariaDB, by MySql.Data. Rows go by prepared statements of many rows each, or by <c>LOAD DATA</c>.</summary>
internal sealed class MySqlDialect : ISqlDialect
{
    private const int ConnectTimeoutSeconds = 5;

    /// <summary>A statement that takes longer is given up.</summary>
    public const int CommandTimeoutSeconds = 60;

    /// <summary>A key has 3,072 bytes at most (InnoDB limits), which all text keys of a table share, at four bytes a character.</summary>
    private const int KeyCharsMax = 760;
    private const int TextKeyCharsMax = 255;

    /// <summary>
    /// Moments are UTC, and what does not fit is refused instead of bent, whatever the server's settings are. A connection whose process was stopped
    /// is ended by the server, so that others get at the ledger's rows.
    /// </summary>
    private const string Session = "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 10, wait_timeout = 30";

    private const string UniqueColumns = """
        SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics
        WHERE table_schema = DATABASE() AND table_name = @table AND non_unique = 0
        """;

    private const string IsTransactional = """
        SELECT e.transactions FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine
        WHERE t.table_schema = DATABASE() AND t.table_name = @table
        """;

    /// <summary>The lock of who makes tables: names of locks hold for the whole server, and have 64 letters at most.</summary>
    private const string SetupLock = "left(concat('hdfs_consumer ', database()), 64)";

    /// <summary>Who holds the lock for so long is stopped or hangs; then one goes on without it, for MySQL lets only one at a time make a table anyway.</summary>
    private const int SetupTimeoutSeconds = 30;

    private readonly string _connection;
    private readonly bool _mayLoad;
    private MySqlRowWriter? _writer;

    /// <summary>Checks a connection string, which is not opened yet.</summary>
    /// <exception cref="StopException">It is none.</exception>
    public MySqlDialect(string connection)
    {
        try
        {
            var settings = new MySqlConnectionStringBuilder(connection) { Pooling = false, AutoEnlist = false, CharacterSet = "utf8mb4", UseAffectedRows = false };
            settings.ConnectionTimeout = Math.Min(settings.ConnectionTimeout, ConnectTimeoutSeconds);
            settings.DefaultCommandTimeout = CommandTimeoutSeconds;
            _mayLoad = settings.AllowLoadLocalInfile;
            _connection = settings.ConnectionString;
            Server = string.Create(CultureInfo.InvariantCulture, $"MySQL database {settings.Database} at {settings.Server}:{settings.Port}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or MySqlException)
        {
            // What it says may quote a part of a password.
            throw new StopException(ExitCode.WrongUsage, $"{DatabaseSettings.MySqlVariable} or Sink:Connection is not as MySql.Data takes it: Server=...;Port=...;Database=...;User ID=...;Password=...");
        }
    }

    /// <inheritdoc/>
    public string Server { get; }

    /// <inheritdoc/>
    public string TableOptions => " ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    /// <inheritdoc/>
    public string NumberingColumn => "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY";

    /// <inheritdoc/>
    public string MomentColumn => "datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)";

    /// <inheritdoc/>
    public string ColumnTypes => "SELECT column_name, column_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table";

    /// <inheritdoc/>
    public string BeginSetup => $"DO GET_LOCK({SetupLock}, {SetupTimeoutSeconds})";

    /// <inheritdoc/>
    public string EndSetup => $"DO RELEASE_LOCK({SetupLock})";

    /// <inheritdoc/>
    public DbConnection Open()
    {
        var connection = new MySqlConnection(_connection);
        connection.Opened(Session);
        MySqlSocket.TrySendAtOnce(connection);
        return connection;
    }

    /// <inheritdoc/>
    public void Prepare(DbConnection connection, IEnumerable<SqlTable> tables)
    {
        var own = (MySqlConnection)connection;
        var (packetBytesMax, isLoadAllowed) = connection.Read("SELECT @@max_allowed_packet, @@local_infile", row => (row.Whole(0)!.Value, row.Whole(1) == 1)).Single();
        _writer = new MySqlRowWriter(this, own, packetBytesMax, _mayLoad && isLoadAllowed ? new MySqlBulkRows(this, own) : null);
    }

    /// <inheritdoc/>
    public string Quote(string name) => $"`{name}`";

    /// <inheritdoc/>
    public string TypeOf(ColumnType type, int keys) => type.Kind switch
    {
        ColumnKind.Text when keys > 0 => string.Create(CultureInfo.InvariantCulture, $"varchar({Math.Min(TextKeyCharsMax, KeyCharsMax / keys)})"),
        ColumnKind.Text => "longtext",
        ColumnKind.Int => "int",
        ColumnKind.Long => "bigint",
        ColumnKind.Float => "float",
        ColumnKind.Double => "double",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Boolean => "tinyint(1)",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "datetime(6)",
        ColumnKind.Json => "json",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type."),
    };

    /// <inheritdoc/>
    /// <remarks>Not by <c>INSERT IGNORE</c>, which lets values be bent to fit.</remarks>
    public string UnlessThere(string column) => $"ON DUPLICATE KEY UPDATE {column} = {column}";

    /// <inheritdoc/>
    public void Write(DbTransaction transaction, SqlTable table, IReadOnlyList<TableRow> rows) => _writer!.Write(table, rows);

    /// <inheritdoc/>
    public string ReasonOf(Exception e) => e.Message;

    /// <inheritdoc/>
    /// <remarks>A row takes the place of any other that is the same in any unique index (MySQL Reference Manual, INSERT ... ON DUPLICATE KEY UPDATE).</remarks>
    public string? WhyNot(DbConnection connection, SqlTable table)
    {
        if (connection.Read(IsTransactional, row => row.GetString(0), ("@table", table.Name)).Contains("NO"))
        {
            return "has an engine without transactions; InnoDB has them";
        }

        var indexes = UniqueIndexes.Read(connection, UniqueColumns, table.Name);
        return !table.IsUpserted ? null
            : !indexes.HaveKeysOf(table) ? "has no unique index on just its keys"
            : indexes.BesideKeysOf(table) is { } others ? $"has a unique index on {string.Join(", ", others)}, by which a row could take the place of another's"
            : null;
    }

    /// <inheritdoc/>
    public SqlTrouble TroubleOf(Exception e) => e switch
    {
        // Errors by their number (MySQL and MariaDB error references).
        MySqlException { Number: var number } error => number switch
        {
            1205 or 1213 or 3572 or 1020 => SqlTrouble.Locked,
            1021 or 1114 or 1290 or 1836 or 1927 => SqlTrouble.Gone,
            1040 or 1042 or 1043 or 1047 or 1053 or (>= 1077 and <= 1081) or 1152 or (>= 1154 and <= 1161) or 1184 or 1317 or 3024 or 4031 => SqlTrouble.Gone,
            0 or (>= 2000 and < 3000) => SqlTrouble.Gone,
            1062 => SqlTrouble.Duplicate,
            1048 or 1153 or 1264 or 1265 or 1292 or 1366 or 1367 or 1406 or 1411 or 1416 or 1452 or 1690 or 3140 or 3819 or 4025 or 4078 => SqlTrouble.Unfit,
            _ => error.InnerException is IOException or System.Net.Sockets.SocketException ? SqlTrouble.Gone : SqlTrouble.Refused,
        },
        TimeoutException or System.Net.Sockets.SocketException or EndOfStreamException => SqlTrouble.Gone,
        _ => SqlTrouble.None,
    };
}
