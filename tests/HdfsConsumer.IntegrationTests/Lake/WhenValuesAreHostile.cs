using System.Globalization;
using System.Text.Json;
using HdfsConsumer.IntegrationTests.Parquet;
using HdfsConsumer.IntegrationTests.Services;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.IntegrationTests.Lake;

/// <summary>Records with values that break readers and writers, landed by the built program and read by DuckDB and hyparquet.</summary>
public sealed class WhenValuesAreHostile : IDisposable
{
    private const int LargeTextBytes = 1 << 20;

    private readonly Broker _broker = new();
    private readonly LandingFolder _landing = new();

    [Fact]
    public void TypedColumnsHaveThemToTheLastBit()
    {
        var table = new SampleTable(
            new ParquetColumn("text", ParquetType.Text),
            new ParquetColumn("double", ParquetType.Double),
            new ParquetColumn("float", ParquetType.Float),
            new ParquetColumn("date", ParquetType.Date),
            new ParquetColumn("timestamp", ParquetType.Timestamp),
            new ParquetColumn("decimal", ParquetType.Decimal(18, 2)),
            new ParquetColumn("long", ParquetType.Int64),
            new ParquetColumn("json", ParquetType.Json));
        var large = LargeText();
        table.Add("", double.NaN, float.NaN, new DateOnly(1, 1, 1), new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), (Int128)(-999_999_999_999_999_999), long.MinValue, "{}");
        table.Add("🦆\U0010FFFF\0\"\\\nz", -0.0, -0.0f, new DateOnly(9999, 12, 31), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999), (Int128)999_999_999_999_999_999, long.MaxValue, """["🦆",null]""");
        table.Add(large, double.NegativeInfinity, float.MaxValue, null, null, null, null, null);
        table.Add(null, double.Epsilon, float.Epsilon, new DateOnly(1969, 12, 31), DateTimeOffset.UnixEpoch.AddMicroseconds(-1), (Int128)(-1), -1L, "\"\"");
        var file = Land(
            """
            "text": "text", "double": "double", "float": "float", "date": "date", "timestamp": "timestamp", "decimal": "decimal(18,2)", "long": "long", "json": "json"
            """,
            """{"text":"","double":"NaN","float":"nan","date":"0001-01-01","timestamp":"0001-01-01T00:00:00Z","decimal":-9999999999999999.99,"long":-9223372036854775808,"json":{}}""",
            """{"text":"\ud83e\udd86\udbff\udfff\u0000\"\\\nz","double":-0.0,"float":"-0.0","date":"9999-12-31","timestamp":"9999-12-31T23:59:59.999999Z","decimal":"9999999999999999.99","long":"9223372036854775807","json":["🦆",null]}""",
            $$"""{"text":{{JsonSerializer.Serialize(large)}},"double":"-Infinity","float":3.4028234663852886e38}""",
            """{"text":null,"double":5e-324,"float":1.4e-45,"date":"1969-12-31","timestamp":"1969-12-31T23:59:59.999999Z","decimal":-0.01,"long":-1,"json":""}""");
        table.AssertIsReadFrom(file);
    }

    [Fact]
    public void LearnedColumnsHaveThemToo()
    {
        var table = new SampleTable(
            new ParquetColumn("text", ParquetType.Text), new ParquetColumn("number", ParquetType.Double), new ParquetColumn("größe 🦆", ParquetType.Boolean), new ParquetColumn("json", ParquetType.Json));
        var large = LargeText();
        table.Add("", -0.0, true, "{}");
        table.Add("🦆\U0010FFFF\0\"\\\n", double.MaxValue, false, """{"a":["ü",[]]}""");
        table.Add(large, double.Epsilon, null, null);
        var file = Land(
            "",
            """{"text":"","number":-0.0,"größe 🦆":true,"json":{}}""",
            """{"text":"\ud83e\udd86\udbff\udfff\u0000\"\\\n","number":1.7976931348623157e308,"größe 🦆":false,"json":{"a":["ü",[]]}}""",
            $$"""{"text":{{JsonSerializer.Serialize(large)}},"number":5e-324}""");
        table.AssertIsReadFrom(file);
    }

    public void Dispose()
    {
        _broker.Dispose();
        _landing.Dispose();
    }

    private static string LargeText()
    {
        var random = new Random(1);
        return string.Concat(Enumerable.Range(0, LargeTextBytes / 4).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000))));
    }

    /// <summary>Lands records in their order, and returns the one file that comes of it.</summary>
    private string Land(string columns, params string[] records)
    {
        var topic = _broker.NewTopic();
        _broker.Publish(topic, records.Select((record, i) => new KeyedRecord(Partition: 0, i.ToString(CultureInfo.InvariantCulture), record, TimestampMs: 1_700_000_000_000)));
        File.WriteAllText(
            Path.Combine(_landing.WorkingFolder, "appsettings.json"),
            $$"""
            { "Pipelines": { "lake": { "Topics": ["{{topic}}"], "Parse": { "Columns": { {{columns}} } }, "Sink": { "Kind": "parquet" } } } }
            """);
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "run", "lake", "--until-end", "--bootstrap-servers", _broker.Address);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return Assert.Single(Directory.GetFiles(Path.Combine(_landing.WorkingFolder, "lake"), "*.parquet", SearchOption.AllDirectories));
    }
}
