namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class WhenATopicIsATable
{
    private const string Rule = """{ "Otherwise": true, "To": "streams/{topic}" }""";
    private const string Columns = """ "Columns": { "a": "int" }, "Required": ["a"] """;
    private const string Sink = """ "Kind": "parquet", "TableTopics": "t" """;

    [Fact]
    public void NoRuleIsAskedForItsRecords()
    {
        var routes = new Routes(Rule, sink: Sink);
        Assert.Equal("tables/t", routes.Of("{}", "t"));
        Assert.Equal("streams/other", routes.Of("{}", "other"));
    }

    [Fact]
    public void WhatARecordLacksIsToldAllTheSame()
    {
        var routes = new Routes(Rule, Columns, Sink);
        Assert.Equal("tables/t", routes.Of("""{"a":1}"""));
        Assert.Equal("(a required column is missing: no value for a)", routes.Of("{}"));
    }

    [Fact]
    public void ThatIsARuleThatChanges() =>
        Assert.NotEqual(new Routes(Rule, sink: """ "Kind": "parquet" """).Fingerprint, new Routes(Rule, sink: Sink).Fingerprint);
}
