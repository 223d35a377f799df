using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Maintaining;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

/// <summary>Columns that records are seen to have.</summary>
public sealed class ColumnInferenceTests
{
    [Theory]
    [InlineData("long", "1", "-9223372036854775808", "\"7\"", "null", "\"\"")]
    [InlineData("double", "1", "0.5", "\"-2.5\"", "1e300")]
    [InlineData("text", "\"007\"", "\"12\"")]
    [InlineData("text", "\"00.5\"")]
    [InlineData("text", "9223372036854775808")]
    [InlineData("text", "\"12E\"", "\"1e5x\"")]
    [InlineData("boolean", "true", "\"false\"")]
    [InlineData("text", "true", "1")]
    [InlineData("date", "\"1969-12-31\"", "\"2026-02-28\"")]
    [InlineData("timestamp", "\"1969-12-31\"", "\"2026-02-28T12:00:00Z\"")]
    [InlineData("text", "\"2026-02-31\"")]
    [InlineData("long", "20260228")]
    [InlineData("json", "1", "{\"a\":1}")]
    [InlineData("json", "[]", "\"x\"")]
    [InlineData("text", "null", "\"\"")]
    public void AColumnHasTheNarrowestTypeThatAllOfItsValuesHave(string type, params string[] values)
    {
        var inference = new ColumnInference();
        foreach (var value in values)
        {
            Assert.True(inference.TryTake(Encoding.UTF8.GetBytes($"{{\"a\":{value}}}")));
        }

        Assert.Equal(type, new ColumnType(Assert.Single(inference.Columns).Kind).ToString());
    }

    [Fact]
    public void ColumnsStandInTheOrderInWhichTheyWereSeen()
    {
        var inference = new ColumnInference();
        Assert.True(inference.TryTake("""{"b":1,"a":2}"""u8.ToArray()));
        Assert.True(inference.TryTake("""{"c":1,"a":2}"""u8.ToArray()));
        Assert.False(inference.TryTake("""["b"]"""u8.ToArray()));
        Assert.False(inference.TryTake("b"u8.ToArray()));
        Assert.Equal(["b", "a", "c"], inference.Columns.Select(column => column.Name));
        Assert.Equal(2, inference.Records);
    }

    [Fact]
    public void WhatCannotBeAColumnByItsNameIsLeftOutAndSaidSo()
    {
        var inference = new ColumnInference();
        inference.TryTake("""{"a.b":1,"_order":2,"größe":"1.5"}"""u8.ToArray());
        using var error = new StringWriter { NewLine = "\n" };
        Assert.Equal("""{"Columns":{"größe":"double"}}""", InferredSettings.Text(inference, error).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["a.b", "_order"], error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2].TrimEnd(',')));
    }
}
