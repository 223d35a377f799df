using System.Globalization;
using System.Text.Json;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>What tests of tables need: a pipeline of its own in a folder of its own, and the server that it lands in.</summary>
public abstract class TableTest : IDisposable
{
    private const string Pipeline = "tables";

    private readonly DatabaseServer _server;
    private string _columns = "";
    private string _sink = "";
    private string _group;
    private readonly string _folder = Directory.CreateTempSubdirectory("hdfs-consumer-tables-").FullName;

    /// <summary>Sets it up.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="server">The server.</param>
    protected TableTest(Broker broker, DatabaseServer server)
    {
        Broker = broker;
        _server = server;
        Topic = broker.NewTopic();
        _group = $"group-{Topic}";
        Table = $"t_{Topic[^12..]}";
    }

    /// <summary>The broker.</summary>
    protected Broker Broker { get; }

    /// <summary>The topic, of four partitions.</summary>
    protected string Topic { get; }

    /// <summary>The table.</summary>
    protected string Table { get; }

    /// <summary>Where dead letters lie.</summary>
    protected string BasePath => Path.Combine(_folder, "landed");

    /// <summary>Whether it is PostgreSQL.</summary>
    protected bool IsPostgreSql => _server is PostgreSqlServer;

    /// <summary>Says what the pipeline is.</summary>
    /// <param name="columns">Its columns, as JSON.</param>
    /// <param name="sink">What else its sink is, as JSON members.</param>
    protected void Configure(string columns, string sink)
    {
        (_columns, _sink) = (columns, sink);
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), $$"""
        {"Pipelines":{"{{Pipeline}}":{
          "Topics":["{{Topic}}"],"GroupId":"{{_group}}","Parse":{"Columns":{{columns}}},
          "Sink":{"Kind":"{{(IsPostgreSql ? "postgres" : "mysql")}}","Table":"{{Table}}","BasePath":"./landed",{{sink}} } } } }
        """);
    }

    /// <summary>Lets another group read: one that lost a member by force forms again only when its session is over.</summary>
    protected void SetGroup(string group)
    {
        _group = group;
        Configure(_columns, _sink);
    }

    /// <summary>The pipeline that most tests have: rows with a key, a number and a text.</summary>
    protected void ConfigureKeyed(string sink) => Configure("""{"key":"text","number":"int","text":"text"}""", sink);

    /// <summary>Runs the pipeline to the end.</summary>
    private protected Outcome Run(params string[] options)
    {
        using var program = Start(["--until-end", .. options]);
        return program.Wait();
    }

    /// <summary>Runs it, and asserts that it went well.</summary>
    protected void Land(params string[] options)
    {
        var outcome = Run(options);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    /// <summary>Starts the pipeline.</summary>
    private protected BuiltProgram Start(params string[] options) => StartProgram(["run", Pipeline, .. options]);

    /// <summary>Writes settings that are not those of one pipeline.</summary>
    protected void WriteSettings(string json) => File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);

    /// <summary>Starts the program, with what it needs to find the server.</summary>
    private protected BuiltProgram StartProgram(params string[] arguments) => BuiltProgram.Start(
        _folder,
        ShortSession.With((_server.Variable, _server.ConnectionString), ("KAFKA_BOOTSTRAP_SERVERS", Broker.Address)),
        arguments);

    /// <summary>Forgets what was landed on this machine, as another machine would begin.</summary>
    protected void ForgetBasePath() => Directory.Delete(BasePath, recursive: true);

    /// <summary>Stops the server and starts it again.</summary>
    protected void RestartServer()
    {
        _server.Stop();
        _server.Start();
    }

    /// <summary>The lines of the dead letters.</summary>
    protected IReadOnlyList<JsonElement> DeadLetters()
    {
        var file = Path.Combine(BasePath, "_dead-letters", $"{Topic}.jsonl");
        return File.Exists(file) ? [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)] : [];
    }

    /// <summary>Runs SQL; returns its rows, values as invariant text with bars between them, null as nothing.</summary>
    protected IReadOnlyList<string> Sql(string sql)
    {
        using var connection = _server.NewConnection();
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Review SQL queries for security vulnerabilities: the tests' own.
        command.CommandText = IsPostgreSql ? sql.Replace('`', '"') : sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : TextOf(reader.GetValue(i)))));
        }

        return rows;
    }

    /// <summary>Asserts that the table holds what a script of the tests computes from the records.</summary>
    private protected void AssertIsAsComputed(string mode, IEnumerable<KeyedRecord> published, string where = "")
    {
        var file = Path.Combine(_folder, "published.jsonl");
        var offsets = new long[4];
        File.WriteAllLines(file, published.Select(record => JsonSerializer.Serialize(new
        {
            partition = record.Partition,
            offset = offsets[record.Partition]++,
            timestamp = record.TimestampMs,
            key = record.Key,
            value = record.Value is null ? (JsonElement?)null : JsonDocument.Parse(record.Value).RootElement,
        })));
        var expected = PythonScript.Run("python/table-rows.py", mode, file).TrimEnd('\n').Split('\n');
        var landed = Sql($"SELECT `key`, number, text FROM {Table} {where}").Select(row => row.Split('|'))
            .Select(row => $"[\"{row[0]}\",{row[1]},\"{row[2]}\"]");
        Assert.Equal(expected.Order(StringComparer.Ordinal), landed.Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string TextOf(object value) => value switch
    {
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
