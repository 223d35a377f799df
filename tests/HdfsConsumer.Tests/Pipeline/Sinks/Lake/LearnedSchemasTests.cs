using System.Text;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Lake;

public sealed class LearnedSchemasTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;

    public LearnedSchemasTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void ColumnsAreTheMembersInTheOrderOfTheirFirstComing()
    {
        var schemas = Open();
        Assert.Null(Misfit(schemas, """{"a":1,"b":1.5,"c":"x","d":true,"e":{"f":[1]},"g":[],"h":null}"""));
        Assert.Equal("a Int64, b Double, c Text, d Boolean, e Json, g Json, h ?", InWords(schemas));
    }

    [Fact]
    public void AWholeNumberBecomesANumberWithAPointAndNullBecomesAnything()
    {
        var schemas = Open();
        Assert.Null(Misfit(schemas, """{"a":1,"b":null}"""));
        Assert.Null(Misfit(schemas, """{"a":1.0,"b":{}}"""));
        Assert.Null(Misfit(schemas, """{"a":2,"b":"any JSON is JSON","c":18446744073709551616}"""));
        Assert.Equal("a Double, b Json, c Double", InWords(schemas));
    }

    [Theory]
    [InlineData("""{"a":"1"}""", "a is text, and was a number before")]
    [InlineData("""{"b":7}""", "b is a number, and was text before")]
    [InlineData("""{"b":[7]}""", "b is an object or a list, and was text before")]
    [InlineData("""{"a":true}""", "a is true or false, and was a number before")]
    [InlineData("""{"a":1e999}""", "a is a number that is too large")]
    [InlineData("""{"b":"\ud800"}""", "b is text with half of a surrogate pair")]
    [InlineData("""{"":1}""", "a member has no name")]
    [InlineData("""{"\ud800":1}""", "a member has no name")]
    [InlineData("""{}""", "it has no members")]
    public void WhatDoesNotFitIsSaidAndChangesNothing(string line, string misfit)
    {
        var schemas = Open();
        Assert.Null(Misfit(schemas, """{"a":1,"b":"x"}"""));
        Assert.Equal(misfit, Misfit(schemas, line));
        Assert.Equal("a Int64, b Text", InWords(schemas));
    }

    [Fact]
    public void WhatOneInstanceLearnedAnotherKnows()
    {
        Assert.Null(Misfit(Open(), """{"a":1}"""));
        var other = Open();
        Assert.Equal("a is text, and was a number before", Misfit(other, """{"a":"x","b":1}"""));
        Assert.Equal("a Int64", InWords(other));
    }

    [Fact]
    public void ATopicWhoseMembersAreDataIsNotLandedWithoutBound()
    {
        var schemas = Open();
        Assert.Null(Misfit(schemas, $"{{{string.Join(',', Enumerable.Range(0, LearnedSchemas.ColumnsMax).Select(i => $"\"m{i}\":1"))}}}"));
        Assert.Equal("one is more than 1000 columns", Misfit(schemas, """{"one":1}"""));
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private static string? Misfit(LearnedSchemas schemas, string line) => schemas.Misfit("topic", Encoding.UTF8.GetBytes(line));

    private static string InWords(LearnedSchemas schemas) =>
        string.Join(", ", schemas.Of("topic").Columns.Select(column => $"{column.Name} {column.Type?.Kind.ToString() ?? "?"}"));

    private LearnedSchemas Open() => new(_disk, _folder.Path, () => { });
}
