using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using HdfsConsumer.Pipeline.Sinks.Sql;
using MySql.Data.MySqlClient;
using Npgsql;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>The tests that share one PostgreSQL; each makes tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The tests that share one MariaDB; each makes tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class MariaDbCollection : ICollectionFixture<MariaDbServer>
{
    public const string Name = "MariaDB";
}

/// <summary>PostgreSQL.</summary>
public sealed class PostgreSqlServer() : DatabaseServer("postgres", "POSTGRES_CONNECTION")
{
    internal override DbConnection NewConnection() => new NpgsqlConnection($"{ConnectionString};Pooling=false");

    internal override ISqlDialect NewDialect() => new PostgresDialect(ConnectionString);
}

/// <summary>MariaDB, as MySQL.</summary>
public sealed class MariaDbServer() : DatabaseServer("mariadb", "MYSQL_CONNECTION")
{
    internal override DbConnection NewConnection() => new MySqlConnection($"{ConnectionString};Pooling=false");

    internal override ISqlDialect NewDialect() => new MySqlDialect(ConnectionString);
}

/// <summary>A database server, started by <c>eng/services.sh</c> with data of its own, which go when the tests end.</summary>
public abstract partial class DatabaseServer : IDisposable
{
    private const int LifetimeSeconds = 3600;

    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromMinutes(5);

    private readonly string _name;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"hdfs-consumer-databases-{Guid.NewGuid():N}");

    private protected DatabaseServer(string name, string variable)
    {
        (_name, Variable) = (name, variable);
        try
        {
            ConnectionString = Connection().Matches(Start()).Single(line => line.Groups[1].Value == variable).Groups[2].Value;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What tells the program how the server is reached.</summary>
    public string Variable { get; }

    /// <summary>What that is set to.</summary>
    public string ConnectionString { get; }

    /// <summary>A connection of its own, which is not opened yet.</summary>
    internal abstract DbConnection NewConnection();

    /// <summary>What the program calls it by.</summary>
    internal abstract ISqlDialect NewDialect();

    /// <summary>Starts the server when it was stopped, with the data that it had, at the address that it had.</summary>
    /// <returns>What the script prints.</returns>
    public string Start() => RunScript("start", _name, "--for", $"{LifetimeSeconds}");

    /// <summary>Stops the server; its clients lose their connections.</summary>
    public void Stop() => RunScript("stop", _name);

    public void Dispose()
    {
        Stop();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    private string RunScript(params string[] arguments)
    {
        var script = Path.Combine(Tests.TestData.RepositoryRoot, "eng", "services.sh");
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HDFS_CONSUMER_SERVICES"] = _folder;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(ScriptTimeout), $"services.sh {arguments[0]} does not end");
        Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
        return output.GetAwaiter().GetResult();
    }

    [GeneratedRegex("^export ([A-Z_]+)='(.+)'$", RegexOptions.Multiline)]
    private static partial Regex Connection();
}
