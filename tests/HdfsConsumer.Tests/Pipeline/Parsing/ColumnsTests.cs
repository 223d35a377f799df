using System.Text;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

/// <summary>Members of records as typed columns.</summary>
public sealed class ColumnsTests
{
    [Theory]
    [InlineData("text", "\" Paris \"", "\"Paris\"")]
    [InlineData("text", "\"\"", "\"\"")]
    [InlineData("text", "\"a\\n\\u00e9\\\"\"", "\"a\\né\\\"\"")]
    [InlineData("text", "1.50", "\"1.50\"")]
    [InlineData("text", "[1, 2]", "\"[1, 2]\"")]
    [InlineData("text", "null", "null")]
    [InlineData("text", "\"NULL\"", "null")]
    [InlineData("int", "2147483647", "2147483647")]
    [InlineData("int", "\" -2147483648 \"", "-2147483648")]
    [InlineData("int", "5.0", "5")]
    [InlineData("int", "\"+5\"", "5")]
    [InlineData("int", "5e3", "5000")]
    [InlineData("int", "5.000000000000000000000000000000000000", "5")]
    [InlineData("int", "\"\"", "null")]
    [InlineData("int", "\"NULL\"", "null")]
    [InlineData("long", "9223372036854775807", "9223372036854775807")]
    [InlineData("long", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("long", "9.223372036854775807e18", "9223372036854775807")]
    [InlineData("double", "\" 1.5 \"", "1.5")]
    [InlineData("double", "1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("double", "5e-324", "5E-324")]
    [InlineData("double", "1e-999", "0")]
    [InlineData("double", "\"NaN\"", "\"NaN\"")]
    [InlineData("double", "\"-infinity\"", "\"-Infinity\"")]
    [InlineData("float", "0.1", "0.1")]
    [InlineData("float", "3.4028235e38", "3.4028235E+38")]
    [InlineData("float", "\"Infinity\"", "\"Infinity\"")]
    [InlineData("decimal(5,2)", "\"123.45\"", "123.45")]
    [InlineData("decimal(5,2)", "-999.99", "-999.99")]
    [InlineData("decimal(5,2)", "1.5000", "1.5000")]
    [InlineData("decimal(28,0)", "9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("decimal(28,28)", "0.9999999999999999999999999999", "0.9999999999999999999999999999")]
    [InlineData("decimal(28,28)", "1e-28", "0.0000000000000000000000000001")]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "\"FALSE\"", "false")]
    [InlineData("boolean", "1", "true")]
    [InlineData("boolean", "\"0\"", "false")]
    [InlineData("date", "\"1969-12-31\"", "\"1969-12-31\"")]
    [InlineData("date", "\"0001-01-01\"", "\"0001-01-01\"")]
    [InlineData("date", "\"9999-12-31\"", "\"9999-12-31\"")]
    [InlineData("date", "\"20240229\"", "\"2024-02-29\"")]
    [InlineData("date", "\"2024-01-01T23:30:00-05:00\"", "\"2024-01-01\"")]
    [InlineData("date", "-1", "\"1969-12-31\"")]
    [InlineData("timestamp", "\"2024-01-01T23:30:00-05:00\"", "\"2024-01-02T04:30:00Z\"")]
    [InlineData("timestamp", "\"2024-01-01 23:30\"", "\"2024-01-01T23:30:00Z\"")]
    [InlineData("timestamp", "\"0001-01-01\"", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("timestamp", "\"9999-12-31T23:59:59.999999Z\"", "\"9999-12-31T23:59:59.999999Z\"")]
    [InlineData("timestamp", "\"1969-12-31T23:59:59.9999999Z\"", "\"1969-12-31T23:59:59.999999Z\"")]
    [InlineData("timestamp", "1700000000", "\"2023-11-14T22:13:20Z\"")]
    [InlineData("timestamp", "1700000000123", "\"2023-11-14T22:13:20.123Z\"")]
    [InlineData("timestamp", "\"1700000000.5\"", "\"2023-11-14T22:13:20.5Z\"")]
    [InlineData("json", "{ \"a\": [1,\n\t2 ] }", "{\"a\":[1,2]}")]
    [InlineData("json", "{ \"a\": 1 }", "{ \"a\": 1 }")]
    [InlineData("json", "\"a\\u0000\\ud800 \"", "\"a\\u0000\\ud800 \"")]
    [InlineData("json", "1.50", "1.50")]
    public void AValueIsReadAsItsColumnsType(string type, string value, string written) =>
        Assert.Equal($$"""{"c":{{written}}}""", Columns(type).Line($$"""{"c":{{value}}}"""));

    [Theory]
    [InlineData("text", "\"\\ud800\"")]
    [InlineData("int", "\"\\ud800\"")]
    [InlineData("int", "2147483648")]
    [InlineData("int", "5.5")]
    [InlineData("int", "1e-30")]
    [InlineData("int", "5.00000000000000000000000000000000001")]
    [InlineData("int", "\"five\"")]
    [InlineData("int", "\"1,000\"")]
    [InlineData("int", "true")]
    [InlineData("int", "[5]")]
    [InlineData("int", "{}")]
    [InlineData("long", "9223372036854775808")]
    [InlineData("double", "1e309")]
    [InlineData("double", "\"1,5\"")]
    [InlineData("float", "1e39")]
    [InlineData("decimal(5,2)", "1000")]
    [InlineData("decimal(5,2)", "1.005")]
    [InlineData("decimal(5,2)", "1.00000000000000000000000000000000000001")]
    [InlineData("decimal(28,28)", "0.12345678901234567890123456789")]
    [InlineData("decimal(28,0)", "99999999999999999999999999999999")]
    [InlineData("boolean", "2")]
    [InlineData("boolean", "\"yes\"")]
    [InlineData("date", "\"2023-02-29\"")]
    [InlineData("date", "\"01/02/2024\"")]
    [InlineData("timestamp", "\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("timestamp", "\"9999-12-31T23:59:59-01:00\"")]
    [InlineData("timestamp", "79228162514264337593543950335")]
    [InlineData("timestamp", "-79228162514264337593543950335")]
    [InlineData("timestamp", "253402300800000")]
    public void AValueThatIsNotOfItsTypeIsRefused(string type, string value)
    {
        var columns = Columns(type);

        Assert.Null(columns.Line($$"""{"c":{{value}}}"""));
        Assert.EndsWith($"is no {type}", columns.Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsToldOfALongValueIsShort()
    {
        var columns = Columns("int");

        Assert.Null(columns.Line($$"""{"c":"{{new string('x', 99)}}😀{{new string('y', 5000)}}"}"""));
        Assert.Equal($"c '{new string('x', 99)}...' is no int", columns.Refused);
    }

    [Fact]
    public void ColumnsAreWrittenInTheirOrderAndNothingElseIs() => Assert.Equal(
        """{"b":1,"a":"x","inner":true,"absent":null}""",
        new TypedColumns([Column("b", "int"), Column("a", "text"), new("inner", "o.i", new ColumnType(ColumnKind.Boolean), false), Column("absent", "date")])
            .Line("""{"z":0,"a":"x","o":{"i":"true"},"b":"1"}"""));

    [Fact]
    public void TheRequiredColumnsWithoutAValueAreNamed()
    {
        var columns = new TypedColumns([.. "abcdef".Select(name => Column($"{name}", name == 'b' ? "int" : "text") with { IsRequired = name != 'f' })]);

        Assert.NotNull(columns.Line("""{"a":" ","b":"","c":"NULL","d":"x","f":null}"""));
        Assert.Equal(["a", "b", "c", "e"], columns.Missing);
        Assert.NotNull(columns.Line("""{"a":"1","b":0,"c":"1","d":"1","e":"1"}"""));
        Assert.Null(columns.Missing);
    }

    [Fact]
    public void ALineIsOneLineAndValidJsonWhateverIsInIt()
    {
        var columns = Columns("text");
        foreach (var text in JsonSerializer.Deserialize<string[]>(File.ReadAllText(TestData.PathOf("naughty-strings.json")))!)
        {
            var line = columns.Line(JsonSerializer.Serialize(new { c = text }))!;
            using var json = JsonDocument.Parse(line);
            Assert.DoesNotContain('\n', line);
            Assert.Equal(text == "NULL" ? null : text.Trim(), json.RootElement.GetProperty("c").GetString());
        }
    }

    private static TypedColumns Columns(string type) => new([Column("c", type)]);

    private static ColumnSettings Column(string name, string type) => new(name, name, ColumnTypeKind.Value.Read(type).Value, IsRequired: false);

    private sealed class TypedColumns
    {
        private readonly JsonRecordParser _parser;

        public TypedColumns(IReadOnlyList<ColumnSettings> columns)
        {
            var fields = new FieldTable();
            _parser = new JsonRecordParser(100_000, fields, new ColumnsWriter(columns, fields), ["NULL"]);
        }

        public string? Refused => _parser.RefusedColumn;

        public IReadOnlyList<string>? Missing { get; private set; }

        public string? Line(string json)
        {
            var reason = _parser.Parse(Encoding.UTF8.GetBytes(json), isTombstone: false, out var parsed);
            Missing = parsed.Missing;
            return reason == DeadLetterReason.None ? Encoding.UTF8.GetString(parsed.Line) : null;
        }
    }
}
