namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class ConditionTests
{
    private const string NullTexts = "\"NullTexts\": [\"NULL\", \"n/a\"]";

    [Theory]
    [InlineData("\"Equals\": \"x\"", "\"x\"", true)]
    [InlineData("\"Equals\": \"x\"", "\"  x \"", true)]
    [InlineData("\"Equals\": \"x\"", "\"\\u0078\"", true)]
    [InlineData("\"Equals\": \"x\"", "\"X\"", false)]
    [InlineData("\"Equals\": \"x\"", "null", false)]
    [InlineData("\"Equals\": \"\"", "\"\"", true)]
    [InlineData("\"Equals\": \"\"", "null", false)]
    [InlineData("\"Equals\": true", "true", true)]
    [InlineData("\"Equals\": \"true\"", "true", true)]
    [InlineData("\"Equals\": 5", "5", true)]
    [InlineData("\"Equals\": 5", "\"5\"", true)]
    [InlineData("\"Equals\": \"5\"", "5.0", true)]
    [InlineData("\"Equals\": 5.0", "5e0", true)]
    [InlineData("\"Equals\": 5", "50", false)]
    [InlineData("\"Equals\": 0", "1e-30", false)]
    [InlineData("\"Equals\": 9007199254740993", "9007199254740992", false)]
    [InlineData("\"Equals\": 1e300", "1.0e300", true)]
    [InlineData("\"In\": [\"x\", 5]", "5.00", true)]
    [InlineData("\"In\": [\"x\", 5]", "\"x\"", true)]
    [InlineData("\"In\": [\"x\", 5]", "\"y\"", false)]
    [InlineData("\"In\": \"x\"", "\"x\"", true)]
    [InlineData("\"Exists\": true", "null", true)]
    [InlineData("\"Exists\": false", "null", false)]
    [InlineData("\"Exists\": true", "\"NULL\"", true)]
    [InlineData("\"NotEmpty\": true", "null", false)]
    [InlineData("\"NotEmpty\": true", "\"\"", false)]
    [InlineData("\"NotEmpty\": true", "\" \\t\"", false)]
    [InlineData("\"NotEmpty\": true", "\"NULL\"", false)]
    [InlineData("\"NotEmpty\": false", "\" n/a \"", true)]
    [InlineData("\"NotEmpty\": true", "0", true)]
    [InlineData("\"NotEmpty\": true", "{}", true)]
    [InlineData("\"Matches\": \"^a+$\"", "\"aaa\"", true)]
    [InlineData("\"Matches\": \"b\"", "\"abc\"", true)]
    [InlineData("\"Matches\": \"^b\"", "\"abc\"", false)]
    [InlineData("\"Matches\": \".*\"", "null", false)]
    [InlineData("\"Matches\": \"^(a+)+$\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", false)]
    [InlineData("\"Less\": 5", "4.999", true)]
    [InlineData("\"Less\": 5", "5", false)]
    [InlineData("\"Less\": 5", "\"10\"", false)]
    [InlineData("\"Less\": 5", "\"abc\"", false)]
    [InlineData("\"Less\": 5", "null", false)]
    [InlineData("\"Less\": 5", "-1e300", true)]
    [InlineData("\"Greater\": 5", "10", true)]
    [InlineData("\"Greater\": 5", "1e300", true)]
    [InlineData("\"Greater\": 5", "1e999", true)]
    [InlineData("\"Greater\": 5", "\"Infinity\"", false)]
    [InlineData("\"Greater\": 0", "1e-30", true)]
    [InlineData("\"Greater\": 9007199254740992", "9007199254740993", true)]
    [InlineData("\"Greater\": \"2024-01-31\"", "\"2024-02-01\"", true)]
    [InlineData("\"Less\": \"2024-01-31\"", "\"2024-02-01\"", false)]
    [InlineData("\"Greater\": 1, \"Less\": 3", "2", true)]
    [InlineData("\"Greater\": 1, \"Less\": 3", "3", false)]
    public void AFieldIsTested(string test, string value, bool holds) =>
        Assert.Equal(holds, Routes.Holds($"\"Field\": \"a\", {test}", $$"""{"a":{{value}}}""", NullTexts));

    [Theory]
    [InlineData("\"Equals\": \"\"", false)]
    [InlineData("\"Exists\": true", false)]
    [InlineData("\"Exists\": false", true)]
    [InlineData("\"NotEmpty\": true", false)]
    [InlineData("\"NotEmpty\": false", true)]
    [InlineData("\"Matches\": \".*\"", false)]
    [InlineData("\"Less\": 5", false)]
    [InlineData("\"Greater\": \"\"", false)]
    public void AFieldThatIsNotThereIsTested(string test, bool holds) => Assert.Equal(holds, Routes.Holds($"\"Field\": \"a\", {test}", """{"b":1}"""));

    [Theory]
    [InlineData("\"And\": [{ \"Field\": \"a\", \"Equals\": 1 }, { \"Field\": \"b\", \"Equals\": 2 }]", true, false, false)]
    [InlineData("\"Or\": [{ \"Field\": \"a\", \"Equals\": 1 }, { \"Field\": \"b\", \"Equals\": 2 }]", true, true, false)]
    [InlineData("\"Not\": { \"Field\": \"a\", \"Equals\": 1 }", false, false, true)]
    [InlineData("\"Not\": { \"Or\": [{ \"Field\": \"a\", \"Equals\": 1 }, { \"Not\": { \"Field\": \"b\", \"Exists\": true } }] }", false, false, true)]
    public void ConditionsAreCombined(string condition, bool withBoth, bool withOne, bool withOthers)
    {
        Assert.Equal(withBoth, Routes.Holds(condition, """{"a":1,"b":2}"""));
        Assert.Equal(withOne, Routes.Holds(condition, """{"a":1,"b":3}"""));
        Assert.Equal(withOthers, Routes.Holds(condition, """{"a":0,"b":3}"""));
    }

    [Theory]
    [InlineData("""{"a":{"b":{"c":"x"}}}""", true)]
    [InlineData("""{"a":{"b":{"c":"y"}},"c":"x"}""", false)]
    [InlineData("""{"a":{"b":null}}""", false)]
    [InlineData("""{"a":[{"b":{"c":"x"}}]}""", false)]
    [InlineData("""{"a.b.c":"x"}""", false)]
    [InlineData("""{"a":{"b":{"c":"x"}},"a":{}}""", false)]
    public void AFieldMayBeWithinOthers(string json, bool holds) => Assert.Equal(holds, Routes.Holds("\"Field\": \"a.b.c\", \"Equals\": \"x\"", json));

    [Theory]
    [InlineData("true", """{"id":1}""", false)]
    [InlineData("true", """{"id":null}""", true)]
    [InlineData("true", """{}""", true)]
    [InlineData("false", """{"id":1}""", true)]
    [InlineData("false", """{}""", false)]
    public void WhatMissesARequiredColumnIsFound(string wanted, string json, bool holds) => Assert.Equal(
        holds, new Routes($$"""{ "When": { "MissesRequired": {{wanted}} }, "To": "yes" }, { "Otherwise": true, "Drop": true }""", "\"Columns\": { \"id\": \"int\" }, \"Required\": [\"id\"]").Of(json) == "yes");
}
