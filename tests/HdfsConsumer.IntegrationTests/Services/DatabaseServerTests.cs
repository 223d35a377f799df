using System.Data.Common;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Sinks.Sql;
using MySql.Data.MySqlClient;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>What the other tests with databases rely on.</summary>
public abstract class DatabaseServerTests(DatabaseServer server)
{
    private const int Rounds = 10;
    private const int Instances = 8;

    [Fact]
    public async Task TablesThatManyMakeAtOnceAreMadeOnce()
    {
        for (var round = 0; round < Rounds; round++)
        {
            Ask($"DROP TABLE IF EXISTS {SqlLedger.Table}");
            Ask($"DROP TABLE IF EXISTS {SqlLedger.Topics}");
            using var start = new Barrier(Instances);
            await Task.WhenAll(Enumerable.Range(0, Instances).Select(_ => Task.Factory.StartNew(SetUp, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            void SetUp()
            {
                using var database = new SqlDatabase(server.NewDialect(), [], TimeProvider.System);
                database.Do(connection => connection.State);
                start.SignalAndWait();
                new TableSetup(database, new SqlLedger(database), OnNewColumn.Fail).Run();
            }
        }
    }

    [Fact]
    public void OneThatIsStoppedAndStartedHasItsDataAndItsAddress()
    {
        using (var before = server.NewConnection())
        {
            before.Open();
            Ask(before, "CREATE TABLE restarted (number int)");
            Ask(before, "INSERT INTO restarted VALUES (7)");
            server.Stop();
            Assert.ThrowsAny<DbException>(() => Ask(before, "SELECT number FROM restarted"));
        }

        server.Start();
        Assert.Equal("7", Ask("SELECT number FROM restarted"));
        Ask("DROP TABLE restarted");
    }

    private protected string? Ask(string sql)
    {
        using var connection = server.NewConnection();
        connection.Open();
        return Ask(connection, sql);
    }

    private static string? Ask(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Review SQL queries for security vulnerabilities: all of them are constants of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString();
    }
}

/// <summary>PostgreSQL.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlServerTests(PostgreSqlServer server) : DatabaseServerTests(server)
{
    [Fact]
    public void ItAnswersInUtf8AndSortsByBytes()
    {
        Assert.StartsWith("PostgreSQL ", Ask("SELECT version()"), StringComparison.Ordinal);
        Assert.Equal("UTF8 C", Ask("SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()"));
    }
}

/// <summary>MariaDB.</summary>
[Collection(MariaDbCollection.Name)]
public sealed class MariaDbServerTests(MariaDbServer server) : DatabaseServerTests(server)
{
    [Fact]
    public void ItAnswersInUtf8OfFourBytesAndAllowsLocalFiles()
    {
        Assert.Contains("MariaDB", Ask("SELECT version()"), StringComparison.Ordinal);
        Assert.Equal("utf8mb4 utf8mb4 ON", Ask("SELECT concat(@@character_set_database, ' ', @@character_set_connection, ' ', @@local_infile)"));
        Assert.Equal("東京 😀", Ask("SELECT '東京 😀'"));
    }

    /// <summary>A newer MySql.Data may have other fields.</summary>
    [Fact]
    public void TheSocketOfMySqlDataIsFound()
    {
        using var connection = (MySqlConnection)server.NewConnection();
        connection.Open();
        Assert.True(MySqlSocket.TrySendAtOnce(connection));
    }
}
