using System.Text;
using System.Text.Json;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class JsonRecordParserTests
{
    private readonly FieldTable _fields = new();
    private readonly int _city;
    private readonly int _inner;
    private readonly JsonRecordParser _parser;

    public JsonRecordParserTests()
    {
        _city = _fields.SlotOf("city");
        _inner = _fields.SlotOf("place.city");
        _parser = new JsonRecordParser(recordBytesMax: 1000, _fields, nullTexts: ["NULL"]);
    }

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
    public void MembersAreFoundByTheirPath()
    {
        Parse("""{"place":{"x":{"city":"no"},"city":"Lyon"},"city":"Paris"}""", out var parsed);
        Assert.Equal("Paris", parsed.TextOf(_city));
        Assert.Equal("Lyon", parsed.TextOf(_inner));
    }

    [Fact]
    public void OfAMemberThatIsThereTwiceTheLastCounts()
    {
        Parse("""{"city":"Lyon","place":{"city":"Nice"},"city":"Paris","place":{}}""", out var parsed);
        Assert.Equal("Paris", parsed.TextOf(_city));
        Assert.Null(parsed.TextOf(_inner));
        Assert.Equal(JsonTokenType.None, parsed.KindOf(_inner));
    }

    [Theory]
    [InlineData("""{"c\u0069ty":"Paris"}""", "Paris")]
    [InlineData("""{"\ud800":"no","city":"Paris"}""", "Paris")]
    [InlineData("""{"city":"Paris","city\udfff":"no"}""", "Paris")]
    public void AMemberIsKnownByWhatItsNameSays(string json, string city)
    {
        Assert.Equal(DeadLetterReason.None, Parse(json, out var parsed));
        Assert.Equal(city, parsed.TextOf(_city));
    }

    [Theory]
    [InlineData("\"  Paris \"", "Paris")]
    [InlineData("\"S\\u00e3o \\\"Paulo\\\"\"", "São \"Paulo\"")]
    [InlineData("1.50e3", "1.50e3")]
    [InlineData("true", "true")]
    [InlineData("[1, {}]", "[1, {}]")]
    [InlineData("{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("null", null)]
    [InlineData("\"NULL\"", null)]
    [InlineData("\"\"", "")]
    [InlineData("\"\\ud800\"", "")]
    public void AMemberHasAText(string json, string? text)
    {
        Parse($$"""{"city":{{json}},"place":0}""", out var parsed);
        Assert.Equal(text, parsed.TextOf(_city));
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
        Assert.Equal(DeadLetterReason.NotUtf8, _parser.Parse([(byte)'{', 0xFF, (byte)'}'], isTombstone: false, out _));

    [Fact]
    public void ATombstoneIsRefused() =>
        Assert.Equal(DeadLetterReason.Tombstone, _parser.Parse(default, isTombstone: true, out _));

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
        _parser.Parse(Encoding.UTF8.GetBytes(value), isTombstone: false, out parsed);
}
