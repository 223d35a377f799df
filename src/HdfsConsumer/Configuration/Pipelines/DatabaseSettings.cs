namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>How a pipeline lands records in tables of a database.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>The variable that says how PostgreSQL is reached.</summary>
    public const string PostgresVariable = "POSTGRES_CONNECTION";

    /// <summary>The variable that says how MySQL or MariaDB is reached.</summary>
    public const string MySqlVariable = "MYSQL_CONNECTION";

    /// <summary>How the database is reached; what it takes is the driver's. Holds a secret: never logged, see <see cref="ToString"/>.</summary>
    public required string Connection { get; init; }

    /// <summary>The tables that records are landed in, by their names: one for each route and topic.</summary>
    public required IReadOnlyDictionary<string, TableSettings> Tables { get; init; }

    /// <summary>The tables of values that other tables name by a number. Default none.</summary>
    public IReadOnlyList<DimensionSettings> Dimensions { get; init; } = [];

    /// <summary>Time between two snapshots, when something has changed; null, the default: only on demand. 1 s to 1 h.</summary>
    public TimeSpan? SnapshotInterval { get; init; }

    /// <summary>Snapshots that are kept. Default 5; 1 to 1,000.</summary>
    public int SnapshotsKept { get; init; } = 5;

    /// <summary>What to do with a column that a table lacks. Default <see cref="Pipelines.OnNewColumn.Add"/>.</summary>
    public OnNewColumn OnNewColumn { get; init; } = OnNewColumn.Add;

    /// <summary>The variable that says how the database of a sink is reached.</summary>
    public static string VariableOf(SinkKind sink) => sink == SinkKind.Postgres ? PostgresVariable : MySqlVariable;

    /// <summary>The settings without <see cref="Connection"/>, for it holds a password.</summary>
    public override string ToString() => $"{nameof(DatabaseSettings)} {{ {string.Join(", ", Tables.Keys)} }}";
}

/// <summary>A table that records are landed in.</summary>
/// <param name="Columns">The columns that it has of those that are parsed.</param>
/// <param name="Keys">Those of them that tell one row from another; none for a table that is only appended to.</param>
/// <param name="Mode">How records become rows.</param>
internal sealed record TableSettings(IReadOnlyList<string> Columns, IReadOnlyList<string> Keys, TableMode Mode)
{
    /// <summary>The column whose value says which of two rows of a key is the newer. Null, the default: Kafka's timestamp, then partition and offset.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Whether a record without a value deletes the row of its key. Default no: it is a dead letter.</summary>
    public bool DeleteOnNull { get; init; }
}

/// <summary>A table of values, each with a number, which other tables have beside the value.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Column">The column that has the value, here and in the other tables.</param>
/// <param name="Key">The column that has the number.</param>
internal sealed record DimensionSettings(string Table, string Column, string Key);

/// <summary>How records become rows.</summary>
internal enum TableMode
{
    /// <summary>Each is a row of its own.</summary>
    Append,

    /// <summary>Each replaces the row of its key, unless that is newer.</summary>
    Upsert,

    /// <summary>The same, and the whole table is kept in versions.</summary>
    Snapshot,
}

/// <summary>What to do with a column that a table lacks.</summary>
internal enum OnNewColumn
{
    /// <summary>Leave it out of what is landed.</summary>
    Ignore,

    /// <summary>Add it to the table.</summary>
    Add,

    /// <summary>Stop with exit code 1.</summary>
    Fail,
}
