using System.Text;
using System.Text.Json;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class JsonRecordParserTests
{
    private readonly JsonRecordParser _parser = new(recordBytesMax: 1000);

    [Theory]
    [InlineData("""{"city":"Paris"}""")]
    [InlineData("""  {"city" : "Paris",   "t": 1.50e3 }  """)]
    [InlineData("""{"city":"\u0050aris","country":null}""")]
    public void ARecordOnOneLineIsKeptByteForByte(string json)
    {
        Assert.Equal(DeadLetterReason.None, Parse(json, out var parsed));
        Assert.Equal(json, Encoding.UTF8.GetString(parsed.Line));
    }

    [Fact]
    public void ARecordOnSeveralLinesLosesTheWhitespaceOutsideItsStrings()
    {
        Assert.Equal(DeadLetterReason.None, Parse("{\r\n  \"city\": \"New  York \\\" \\\\\",\n\t\"n\": [1, 2]\n}\n", out var parsed));
        Assert.Equal("""{"city":"New  York \" \\","n":[1,2]}""", Encoding.UTF8.GetString(parsed.Line));
    }

    [Fact]
    public void TheFieldsThatRouteAreFoundAtTheTopOnly()
    {
        Parse("""{"place":{"city":"Lyon"},"city":"Paris","country":"France","location":"Paris, France"}""", out var parsed);
        Assert.Equal("Paris", Encoding.UTF8.GetString(parsed.City.Raw));
        Assert.Equal("France", Encoding.UTF8.GetString(parsed.Country.Raw));
        Assert.Equal("Paris, France", Encoding.UTF8.GetString(parsed.Location.Raw));
    }

    [Fact]
    public void OfAFieldThatIsThereTwiceTheLastCounts()
    {
        Parse("""{"city":"Lyon","city":"Paris"}""", out var parsed);
        Assert.Equal("Paris", Encoding.UTF8.GetString(parsed.City.Raw));
    }

    [Theory]
    [InlineData("", "empty value")]
    [InlineData(" \n ", "empty value")]
    [InlineData("not JSON", "not JSON")]
    [InlineData("""{"city":"Paris"} {}""", "not JSON")]
    [InlineData("""{"city":"Paris",}""", "not JSON")]
    [InlineData("""{"city":NaN}""", "not JSON")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("\"text\"", "not a JSON object")]
    public void WhatCannotBeLandedHasAReason(string value, string reason) =>
        Assert.Equal(reason, Parse(value, out _).InWords());

    [Fact]
    public void BytesThatAreNotUtf8AreRefused() =>
        Assert.Equal(DeadLetterReason.NotUtf8, _parser.Parse(new ConsumedRecord(null!, 0, 0, [(byte)'{', 0xFF, (byte)'}'], false), out _));

    [Fact]
    public void ATombstoneIsRefused() =>
        Assert.Equal(DeadLetterReason.Tombstone, _parser.Parse(new ConsumedRecord(null!, 0, 0, default, isTombstone: true), out _));

    [Fact]
    public void ARecordThatIsTooLargeIsRefused() =>
        Assert.Equal(DeadLetterReason.TooLarge, Parse($$"""{"a":"{{new string('x', 1000)}}"}""", out _));

    [Fact]
    public void EveryNaughtyStringIsLandedAsItIs()
    {
        foreach (var text in JsonSerializer.Deserialize<string[]>(File.ReadAllText(TestData.PathOf("naughty-strings.json")))!)
        {
            var json = JsonSerializer.Serialize(new { city = text });
            if (json.Length < 1000)
            {
                Assert.Equal(DeadLetterReason.None, Parse(json, out var parsed));
                Assert.Equal(json, Encoding.UTF8.GetString(parsed.Line));
            }
        }
    }

    private DeadLetterReason Parse(string value, out ParsedRecord parsed) =>
        _parser.Parse(new ConsumedRecord(null!, 0, 0, Encoding.UTF8.GetBytes(value), isTombstone: false), out parsed);
}
