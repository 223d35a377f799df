using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>The tests that share one PostgreSQL and one MariaDB; each makes tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class DatabaseCollection : ICollectionFixture<DatabaseServers>
{
    public const string Name = "Databases";
}

/// <summary>PostgreSQL and MariaDB, started by <c>eng/services.sh</c> with data of their own, which go when the tests end.</summary>
public sealed partial class DatabaseServers : IDisposable
{
    public const string PostgreSql = "postgres";

    public const string MariaDb = "mariadb";

    private const int LifetimeSeconds = 3600;

    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromMinutes(5);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"hdfs-consumer-databases-{Guid.NewGuid():N}");

    public DatabaseServers()
    {
        try
        {
            var connections = Connection().Matches(RunScript("start", "--for", $"{LifetimeSeconds}")).ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value);
            PostgreSqlConnection = connections["POSTGRES_CONNECTION"];
            MySqlConnection = connections["MYSQL_CONNECTION"];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How PostgreSQL is reached: what <c>POSTGRES_CONNECTION</c> would be.</summary>
    public string PostgreSqlConnection { get; }

    /// <summary>How MariaDB is reached: what <c>MYSQL_CONNECTION</c> would be.</summary>
    public string MySqlConnection { get; }

    /// <summary>Starts a server that was stopped, with the data that it had, at the address that it had.</summary>
    /// <param name="server"><see cref="PostgreSql"/> or <see cref="MariaDb"/>.</param>
    public void Start(string server) => RunScript("start", server, "--for", $"{LifetimeSeconds}");

    /// <summary>Stops a server; its clients lose their connections.</summary>
    /// <param name="server"><see cref="PostgreSql"/> or <see cref="MariaDb"/>.</param>
    public void Stop(string server) => RunScript("stop", server);

    public void Dispose()
    {
        RunScript("stop");
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
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
