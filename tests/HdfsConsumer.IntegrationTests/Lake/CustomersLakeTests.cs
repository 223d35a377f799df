using System.Text.Json.Nodes;
using HdfsConsumer.IntegrationTests.Parquet;

namespace HdfsConsumer.IntegrationTests.Lake;

/// <summary>The pipeline <c>customers</c> of appsettings.json with another sink: the same rules, Parquet files.</summary>
public sealed class CustomersLakeTests : IDisposable
{
    private const int Count = 400;
    private const string Numbers = "string_agg(CustomerID, ' ' ORDER BY CustomerID::INT)";

    private readonly Broker _broker = new();
    private readonly PipelineFolder _folder;
    private readonly string _topic;

    public CustomersLakeTests()
    {
        _topic = _broker.NewTopic();
        _folder = new PipelineFolder(_broker.NewTopic(), _topic);
        _folder.Change("customers", "Sink", new JsonObject { ["Kind"] = "parquet", ["BasePath"] = "./customers" });
    }

    [Fact]
    public void CustomersLandAsParquetByTheSameRules()
    {
        _broker.Publish(_topic, PipelineFolder.Customers(Count));
        var outcome = BuiltProgram.Run(_folder.WorkingFolder, "run", "customers", "--until-end", "--bootstrap-servers", _broker.Address);
        Assert.True(outcome.ExitCode == 0, outcome.Error);

        // Of four customers in a row two are of the USA, one lacks its phone, and one is left out.
        Assert.Equal(string.Join(' ', Enumerable.Range(0, Count).Where(number => number % 4 is 0 or 1)), Value(Numbers, "customers_usa"));
        Assert.Equal(string.Join(' ', Enumerable.Range(0, Count).Where(number => number % 4 is 3)), Value(Numbers, "customers_alerts"));
        Assert.Equal("true", Value("(bool_and(reason LIKE '%Phone%') AND bool_and(Phone IS NULL))::VARCHAR", "customers_alerts"));
        Assert.Equal("12 VARCHAR", Value("concat_ws(' ', any_value(PostalCode), any_value(typeof(PostalCode)))", "customers_usa"));
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    private string? Value(string expression, string folder) => Readers.DuckDbValue($"{_folder[$"customers/{folder}"]}/*.parquet", $"SELECT {expression} FROM FILE");
}
