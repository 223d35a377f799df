using System.Data.Common;
using System.Globalization;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>Commands with parameters, the same for every server.</summary>
internal static class SqlCommands
{
    /// <summary>Opens a connection and sets its session up; it is disposed of where that fails.</summary>
    public static DbConnection Opened(this DbConnection connection, string session)
    {
        try
        {
            connection.Open();
            connection.Run(session);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement; returns how many rows it was about.</summary>
    public static int Run(this DbTransaction transaction, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(transaction.Connection!, transaction, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement outside of transactions.</summary>
    public static int Run(this DbConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, transaction: null, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads every row of a query.</summary>
    public static List<T> Read<T>(this DbTransaction transaction, string sql, Func<DbDataReader, T> row, params (string Name, object? Value)[] parameters) =>
        Read(Command(transaction.Connection!, transaction, sql, parameters), row);

    /// <summary>Reads every row of a query outside of transactions.</summary>
    public static List<T> Read<T>(this DbConnection connection, string sql, Func<DbDataReader, T> row, params (string Name, object? Value)[] parameters) =>
        Read(Command(connection, transaction: null, sql, parameters), row);

    /// <summary>A whole number of a row; null where there is none.</summary>
    public static long? Whole(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>A text of a row; null where there is none.</summary>
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> Read<T>(DbCommand command, Func<DbDataReader, T> row)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Review SQL queries for security vulnerabilities: names are quoted by the dialect, values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
