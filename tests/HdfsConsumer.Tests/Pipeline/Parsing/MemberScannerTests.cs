using System.Text;
using System.Text.Json;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

/// <summary>What the scanner takes for JSON is what <see cref="Utf8JsonReader"/> takes for it.</summary>
public sealed class MemberScannerTests
{
    private static readonly string[] Samples =
    [
        """{"id": 0, "timestamp": "2026-03-01T00:00:00Z", "city": "Köln \" \\ \u00fc", "n": [1, -0.5, 2e10, 1E-3, []], "o": {"a": {}, "b": null}, "t": true, "f": false}""",
        """ [ {"a" : 1} , "long enough that it is looked at in pieces of sixteen bytes, \n with something in its middle" ] """,
        "0", "-1.25e+7", "\"\"", "null", "{}", "[]",
    ];

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-0")]
    [InlineData("truex")]
    [InlineData("nul")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u123")]
    [InlineData("\"\\")]
    [InlineData("\"\u007f\"")]
    [InlineData("\"\t\"")]
    [InlineData("\"\n\"")]
    [InlineData("\"open")]
    [InlineData("\0")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{1:1}")]
    [InlineData("{\"a\" : 1 ,\r\n\t\"b\":2} ")]
    [InlineData("{}{}")]
    [InlineData("{} /* */")]
    [InlineData("\v{}")]
    [InlineData("\ufeff{}")]
    public void ItIsJsonForBothOrForNone(string text) => AssertSame(Encoding.UTF8.GetBytes(text), text);

    [Theory]
    [InlineData(JsonRecordParser.DepthMax)]
    [InlineData(JsonRecordParser.DepthMax + 1)]
    public void ItIsAsDeepForBoth(int depth)
    {
        AssertSame(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)), $"{depth} arrays");
        AssertSame(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1)), $"{depth} objects");
        AssertSame(Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("[]", depth)) + "]"), $"{depth} arrays side by side");
    }

    [Fact]
    public void WhatIsChangedInSomePlacesIsJsonForBothOrForNone()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = "{}[]\":,\\ \n\t\0-+.eEu019abtfn/\u007f"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var json = Encoding.UTF8.GetBytes(Samples[random.Next(Samples.Length)]).ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(json.Count);
                switch (random.Next(3))
                {
                    case 0:
                        json[at] = bytes[random.Next(bytes.Length)];
                        break;
                    case 1:
                        json.Insert(at, bytes[random.Next(bytes.Length)]);
                        break;
                    default:
                        json.RemoveRange(at, Math.Min(random.Next(1, 3), json.Count - at - 1));
                        break;
                }
            }

            AssertSame([.. json], $"seed {seed}: {Encoding.UTF8.GetString([.. json])}");
        }
    }

    [Theory]
    [InlineData("{\"a\": 1}", false)]
    [InlineData("{\"a\":\n1}", true)]
    [InlineData("{\"a\": \"\\n\"}", false)]
    [InlineData("{\"a\": 1}\r", true)]
    public void LineBreaksAreSeen(string json, bool hasLineBreaks)
    {
        var scanner = new MemberScanner(Encoding.UTF8.GetBytes(json), []);
        Assert.True(scanner.TryScan(new FieldTable().Root, out _));
        Assert.Equal(hasLineBreaks, scanner.HasLineBreaks);
    }

    private static void AssertSame(byte[] json, string name)
    {
        var fields = new FieldTable();
        var slices = new JsonSlice[1];
        fields.SlotOf("city");
        var isJson = new MemberScanner(json, slices).TryScan(fields.Root, out var isObject);
        Assert.True(isJson == IsJson(json, out var isObjectToo), $"{name}: {isJson}");
        Assert.True(!isJson || isObject == isObjectToo, name);
    }

    private static bool IsJson(byte[] json, out bool isObject)
    {
        isObject = false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonRecordParser.DepthMax });
            isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
                // Everything has to be looked at.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
