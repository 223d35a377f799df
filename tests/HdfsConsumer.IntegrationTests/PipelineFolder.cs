using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HdfsConsumer.IntegrationTests;

/// <summary>A working folder with the appsettings.json that comes with the program, of which the topics are the test's own.</summary>
internal sealed class PipelineFolder : IDisposable
{
    /// <summary>The settings of each customer by its number modulo this: two spellings of the USA, another country, and no phone.</summary>
    private const int Kinds = 4;

    private readonly JsonNode _settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Tests.TestData.RepositoryRoot, "appsettings.json")))!;

    /// <param name="weatherTopic">What geo-weather reads.</param>
    /// <param name="customersTopic">What customers reads.</param>
    public PipelineFolder(string weatherTopic, string customersTopic)
    {
        Change("geo-weather", "Topics", new JsonArray(weatherTopic));
        Change("geo-weather", "GroupId", $"weather-{weatherTopic}");
        Change("customers", "Topics", new JsonArray(customersTopic));
        Change("customers", "GroupId", $"customers-{customersTopic}");
    }

    /// <summary>Where geo-weather lands, and the folder that all is in.</summary>
    public LandingFolder Weather { get; } = new();

    /// <summary>The folder that the program runs in.</summary>
    public string WorkingFolder => Weather.WorkingFolder;

    /// <summary>The path of something in it.</summary>
    public string this[string name] => Path.Combine(WorkingFolder, name);

    /// <summary>Customers as JSON, numbered.</summary>
    public static IEnumerable<string> Customers(int count, int first = 0) => Enumerable.Range(first, count).Select(number =>
    {
        var country = (number % Kinds) switch { 0 => "USA", 1 => " United States ", _ => "France" };
        var phone = number % Kinds == 3 ? "NULL" : "1";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"CustomerID":"{{number}}","CompanyName":"B","ContactName":"C","Address":"D","City":"E","PostalCode":12,"Country":"{{country}}","Phone":"{{phone}}"}""");
    });

    /// <summary>Changes a setting of a pipeline.</summary>
    public void Change(string pipeline, string key, JsonNode value)
    {
        var section = _settings["Pipelines"]![pipeline]!;
        var names = key.Split(':');
        foreach (var name in names[..^1])
        {
            section = section[name]!;
        }

        section[names[^1]] = value;
        File.WriteAllText(this["appsettings.json"], _settings.ToJsonString());
    }

    /// <summary>Asserts that the customers numbered from 0 are where they belong, each once, and no others.</summary>
    public void AssertHasCustomers(int count)
    {
        Assert.Equal(Enumerable.Range(0, count).Where(number => number % Kinds is 0 or 1), Numbers("customers_usa"));
        Assert.Equal(Enumerable.Range(0, count).Where(number => number % Kinds is 3), Numbers("customers_alerts"));
    }

    /// <summary>How many customers have landed.</summary>
    public int LandedCustomers => Numbers("customers_usa").Count + Numbers("customers_alerts").Count;

    /// <summary>The objects in a folder of the customers.</summary>
    public IReadOnlyList<JsonElement> Objects(string folder) => File.Exists(this[$"customers/{folder}/customers.jsonl"])
        ? [.. Lines(this[$"customers/{folder}/customers.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)]
        : [];

    public void Dispose() => Weather.Dispose();

    private IReadOnlyList<int> Numbers(string folder) =>
        [.. Objects(folder).Select(customer => int.Parse(customer.GetProperty("CustomerID").GetString()!, CultureInfo.InvariantCulture)).Order()];

    // As far as they are whole: the program may be writing.
    private static string[] Lines(string file)
    {
        using var stream = File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
