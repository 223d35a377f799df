using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>The dialects that there are.</summary>
internal static class SqlDialects
{
    /// <summary>The dialect of a sink.</summary>
    /// <param name="sink">Which database.</param>
    /// <param name="connection">How it is reached.</param>
    /// <exception cref="StopException">That is no connection.</exception>
    public static ISqlDialect Of(SinkKind sink, string connection) => sink switch
    {
        SinkKind.Postgres => new PostgresDialect(connection),
        SinkKind.MySql => new MySqlDialect(connection),
        _ => throw new ArgumentOutOfRangeException(nameof(sink), sink, "No database."),
    };
}
