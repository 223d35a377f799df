using System.Text;
using HdfsConsumer.Producing.JsonLines;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.JsonLines;

public sealed class JsonLinesSourceTests
{
    [Fact]
    public void LinesArePublishedByteForByte() =>
        Assert.Equal(["""{"b": 1,  "a":"\u00e9"}""", "[1]", "\"text\""], Rows("\uFEFF{\"b\": 1,  \"a\":\"\\u00e9\"}\r\n\n[1]\n\"text\"").Select(row => row.Text));

    [Theory]
    [InlineData("{\"a\":1", "is not JSON")]
    [InlineData("{\"a\":1} x", "is not JSON")]
    [InlineData("{\"a\":1}{}", "is not JSON")]
    [InlineData("nul", "is not JSON")]
    public void WhatIsNotJsonIsRejectedWithItsLine(string line, string reason)
    {
        var row = Rows($"{{}}\n\n{line}\n[]\n")[1];
        Assert.Equal(3, row.Line);
        Assert.StartsWith(reason, row.Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidUtf8IsRejected() =>
        Assert.StartsWith("is not valid UTF-8", Rows(Encoding.Latin1.GetBytes("{\"a\":\"é\"}\n"))[0].Rejection, StringComparison.Ordinal);

    [Fact]
    public void ALongLineIsRejectedAndTheNextOneIsNot()
    {
        var rows = Rows($"{{}}\n\"{new string('x', 500_000)}\"\n[1]\n", new JsonLinesSettings { LineBytesMax = 1000 });
        Assert.Equal([null, "is longer than 1000 bytes", null], rows.Select(row => row.Rejection));
        Assert.Equal("[1]", rows[2].Text);
    }

    [Theory]
    [InlineData("""{"city":"Paris","n":1}""", "Paris")]
    [InlineData("""{"x":{"city":"no"},"city":"S\u00e3o"}""", "São")]
    [InlineData("""{"city":75}""", "75")]
    [InlineData("""{"city":null}""", null)]
    public void TheKeyIsTheFieldsValue(string line, string? key) =>
        Assert.Equal(key, Rows(line, new JsonLinesSettings { KeyField = "city" })[0].KeyText);

    [Theory]
    [InlineData("""{"town":"Paris"}""", "has no field 'city' for the key")]
    [InlineData("""{"city":["Paris"]}""", "has a field 'city' that is an object or a list, which cannot be the key")]
    [InlineData("[]", "is no JSON object")]
    public void WithoutAKeyThatCouldBeOneALineIsRejected(string line, string reason) =>
        Assert.Equal(reason, Rows(line, new JsonLinesSettings { KeyField = "city" })[0].Rejection);

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"record_id":1,"timestamp":"1970-01-02T00:00:00.000Z"}""")]
    [InlineData("{ }", """{ "record_id":1,"timestamp":"1970-01-02T00:00:00.000Z"}""")]
    public void RecordIdsGoBehindTheOtherFields(string line, string expected) =>
        Assert.Equal(expected, Rows(line, new JsonLinesSettings { AddRecordId = true })[0].Text);

    [Fact]
    public void AFieldThatIsTakenIsNotDoubled() =>
        Assert.Equal("has a field 'timestamp' already", Rows("""{"timestamp":1}""", new JsonLinesSettings { AddRecordId = true })[0].Rejection);

    private static IReadOnlyList<TakenRow> Rows(string lines, JsonLinesSettings? settings = null) =>
        Rows(Encoding.UTF8.GetBytes(lines), settings);

    private static IReadOnlyList<TakenRow> Rows(byte[] lines, JsonLinesSettings? settings = null)
    {
        using var source = new JsonLinesSource(SourceFile.Streaming(new MemoryStream(lines), SourceEncoding.Utf8), "-", settings ?? new(), new ManualClock());
        return TakenRow.AllOf(source);
    }
}
