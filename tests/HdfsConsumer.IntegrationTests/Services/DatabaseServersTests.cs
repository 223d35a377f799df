using System.Data.Common;
using HdfsConsumer.Pipeline.Sinks.Sql;
using MySql.Data.MySqlClient;
using Npgsql;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>What the other tests with databases rely on.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class DatabaseServersTests(DatabaseServers servers)
{
    [Fact]
    public void PostgreSqlAnswersInUtf8AndSortsByBytes()
    {
        using var connection = new NpgsqlConnection(servers.PostgreSqlConnection);
        connection.Open();
        Assert.StartsWith("PostgreSQL ", Ask(connection, "SELECT version()"), StringComparison.Ordinal);
        Assert.Equal("UTF8 C", Ask(connection, "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()"));
    }

    [Fact]
    public void MariaDbAnswersInUtf8OfFourBytesAndAllowsLocalFiles()
    {
        using var connection = new MySqlConnection(servers.MySqlConnection);
        connection.Open();
        Assert.Contains("MariaDB", Ask(connection, "SELECT version()"), StringComparison.Ordinal);
        Assert.Equal("utf8mb4 utf8mb4 ON", Ask(connection, "SELECT concat(@@character_set_database, ' ', @@character_set_connection, ' ', @@local_infile)"));
        Assert.Equal("東京 😀", Ask(connection, "SELECT '東京 😀'"));
    }

    [Fact]
    public void ADatabaseThatIsStoppedAndStartedHasItsDataAndItsAddress()
    {
        Restart(DatabaseServers.PostgreSql, () => new NpgsqlConnection(servers.PostgreSqlConnection));
        Restart(DatabaseServers.MariaDb, () => new MySqlConnection(servers.MySqlConnection));
    }

    /// <summary>A newer MySql.Data may have other fields.</summary>
    [Fact]
    public void TheSocketOfMySqlDataIsFound()
    {
        using var connection = new MySqlConnection(servers.MySqlConnection);
        connection.Open();
        Assert.True(MySqlSocket.TrySendAtOnce(connection));
    }

    private void Restart(string server, Func<DbConnection> connect)
    {
        using (var before = connect())
        {
            before.Open();
            Ask(before, "CREATE TABLE restarted (number int)");
            Ask(before, "INSERT INTO restarted VALUES (7)");
            servers.Stop(server);
            Assert.ThrowsAny<DbException>(() => Ask(before, "SELECT number FROM restarted"));
        }

        servers.Start(server);
        using var after = connect();
        after.Open();
        Assert.Equal("7", Ask(after, "SELECT number FROM restarted"));
        Ask(after, "DROP TABLE restarted");
    }

    private static string? Ask(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Review SQL queries for security vulnerabilities: all of them stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString();
    }
}
