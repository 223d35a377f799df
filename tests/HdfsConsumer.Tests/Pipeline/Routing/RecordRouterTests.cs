using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class RecordRouterTests(ITestOutputHelper output)
{
    private const string NullTexts = "\"NullTexts\": [\"NULL\"]";
    private const long SomeDayMs = 1_700_000_000_000;

    [Fact]
    public void TheFirstRuleThatFitsDecides()
    {
        var routes = new Routes(
            """
            { "When": { "Field": "a", "Greater": 10 }, "To": "large" },
            { "When": { "Field": "a", "Greater": 5 }, "To": "middle" },
            { "When": { "Field": "a", "Equals": 3 }, "Drop": true },
            { "When": { "Field": "a", "Equals": 2 }, "DeadLetter": "two is not wanted" }
            """);

        Assert.Equal("large", routes.Of("""{"a":11}"""));
        Assert.Equal("middle", routes.Of("""{"a":10}"""));
        Assert.Equal("(dropped)", routes.Of("""{"a":3}"""));
        Assert.Equal("(a rule puts it aside: two is not wanted)", routes.Of("""{"a":2}"""));
        Assert.Equal("(no rule fits)", routes.Of("""{"a":1}"""));
    }

    [Fact]
    public void ARecordThatMissesARequiredColumnIsLandedOnlyByARuleThatAsksForIt()
    {
        const string parse = "\"Columns\": { \"id\": \"int\", \"name\": \"text\" }, \"Required\": [\"id\", \"name\"]";
        Assert.Equal("(a required column is missing: no value for id, name)", new Routes("""{ "Otherwise": true, "To": "all" }""", parse).Of("{}"));
        Assert.Equal("(dropped)", new Routes("""{ "Otherwise": true, "Drop": true }""", parse).Of("{}"));

        var behind = new Routes("""{ "Otherwise": true, "To": "all" }, { "When": { "MissesRequired": true }, "To": "alerts" }""", parse);
        Assert.Equal("alerts", behind.Of("""{"id":1,"name":" "}"""));
        Assert.Equal("all", behind.Of("""{"id":1,"name":"x"}"""));
    }

    [Fact]
    public void AValueThatDoesNotFitItsColumnIsADeadLetter() => Assert.Equal(
        "(a column does not fit: id 'x' is no int)", new Routes("""{ "Otherwise": true, "To": "all" }""", "\"Columns\": { \"id\": \"int\" }").Of("""{"id":"x"}"""));

    [Theory]
    [InlineData("orders", "{}", "orders")]
    [InlineData("{topic}/{a}", """{"a":"x y"}""", "my-topic/x-y")]
    [InlineData("a={a}/b={b}", """{"a":1.5,"b":true}""", "a=1-5/b=true")]
    [InlineData("{a}", """{"a":null}""", "unknown")]
    [InlineData("{a}", """{"a":"NULL"}""", "unknown")]
    [InlineData("{a}", "{}", "unknown")]
    [InlineData("{a.b}", """{"a":{"b":"x"}}""", "x")]
    [InlineData("{country}/{city}/{a}", """{"location":"Paris, France","a":"x_y"}""", "FR/Paris/x_y")]
    [InlineData("date={timestamp:yyyy-MM-dd}", "{}", "date=2023-11-14")]
    [InlineData("date={timestamp:yyyy-MM-dd}", """{"timestamp":"2024-02-29T23:59:59-01:00"}""", "date=2024-03-01")]
    [InlineData("date={timestamp:yyyy-MM-dd}", """{"timestamp":"yesterday"}""", "date=2023-11-14")]
    [InlineData("date={timestamp:yyyy-MM-dd}", """{"timestamp":79228162514264337593543950335}""", "date=2023-11-14")]
    [InlineData("date={timestamp:yyyy-MM-dd}", """{"timestamp":[1700000000]}""", "date=2023-11-14")]
    [InlineData("{timestamp:yyyy}/{timestamp:MM}/{timestamp:HH}", """{"timestamp":0}""", "1970/01/00")]
    [InlineData("{at:yyyyMMdd}", """{"at":1700000000}""", "20231114")]
    [InlineData("{at:yyyyMMdd}", """{"at":"never"}""", "unknown")]
    [InlineData("{at:yyyyMMdd}", "{}", "unknown")]
    public void ATemplateIsFilledIn(string template, string json, string folder) => Assert.Equal(
        folder, new Routes($$"""{ "Otherwise": true, "To": "{{template}}" }""", NullTexts).Of(json, "my-topic", SomeDayMs));

    [Fact]
    public void ATimestampInMicrosecondsIsTheLastDayThatThereIs() => Assert.Equal(
        "9999-12-31", new Routes("""{ "Otherwise": true, "To": "{timestamp:yyyy-MM-dd}" }""").Of("{}", "my-topic", timestampMs: SomeDayMs * 1000));

    [Fact]
    public void AColumnMeansTheMemberThatItIsTakenFrom() => Assert.Equal(
        "x/2024-01-02",
        new Routes("""{ "When": { "Field": "n", "Equals": 1 }, "To": "{place}/{at:yyyy-MM-dd}" }""", """ "Columns": { "n": { "Type": "int", "From": "number" }, "place": { "Type": "text", "From": "a.b" }, "at": { "Type": "date", "From": "when" } } """)
            .Of("""{"number":"1","n":2,"place":"wrong","a":{"b":"x"},"when":"2024-01-02"}"""));

    [Fact]
    public void TopicsThatDifferHaveFoldersThatDiffer()
    {
        var routes = new Routes("""{ "Otherwise": true, "To": "{topic}" }""");
        string[] topics = ["a.b", "a-b", "a_b", "a..b", "A-b", "-", "_dead-letters", "_dead-letters-", "_DEAD-LETTERS", "con", new('x', 249), new string('x', 248) + "y"];

        Assert.Equal(topics.Length, topics.Select(topic => routes.Of("{}", topic)).Distinct().Count());
        Assert.All(topics, topic => AssertIsSafe(routes.Of("{}", topic)));
    }

    [Fact]
    public void HostileValuesGiveASafePathBelowTheBasePath()
    {
        string[] hostile =
        [
            "..", ".", "../../etc", "/etc/passwd", "..\\..\\x", ".hidden", "_dead-letters", "_DEAD-letters", "_dead letters", "_dead/letters", "-", "", " ", "CON", "a\0b", "a\nb", "~", "$HOME", "*", "a:b",
            "\u202e", "\uff0e\uff0e/", "\u2024\u2024", "_dead\u2010letters", new('x', 4000), new('é', 4000), "\ud83d\ude00", .. NaughtyStrings(),
        ];
        string[] templates = ["{a}", "{a}/{b}", "{a}{b}", "x/{a}", "{a}={b}", "{city}/{a}", "{country}{a}", "_dead{a}", "{a}/_dead-letters"];
        foreach (var template in templates)
        {
            var routes = new Routes($$"""{ "Otherwise": true, "To": "{{template}}" }""");
            foreach (var value in hostile)
            {
                AssertIsSafe(routes.Of(JsonSerializer.Serialize(new { a = value, b = value, city = value, country = value })));
            }
        }
    }

    [Fact]
    public void TheCacheNeverMixesRecordsUp()
    {
        const string rules =
            """
            { "When": { "Field": "a", "Exists": false }, "To": "absent/{b}" },
            { "When": { "Field": "a", "NotEmpty": false }, "To": "empty/{b}" },
            { "When": { "And": [{ "Field": "a", "Less": 10 }, { "Not": { "Field": "b", "In": ["x", "5"] } }] }, "To": "small/{a}-{b}" },
            { "When": { "Field": "c.d", "Matches": "^[0-9]+$" }, "To": "{c.d}/{a}" },
            { "When": { "Field": "a", "Equals": "drop" }, "Drop": true },
            { "When": { "Field": "b", "Exists": true }, "To": "{country}/{city}/{b}" }
            """;
        string[] values = ["1", "\"1\"", "1.0", "10", "\"\"", "null", "\"null\"", "\"x\"", "\"\\u0078\"", "\"drop\"", "true", "\"true\"", "[1]", "{\"d\":\"5\"}", "{\"d\":5}", "{}", "\"FR\"", "\"Paris, France\"", "\"NULL\"", $"\"{new string('y', 600)}\""];
        string[] names = ["a", "b", "c", "city", "country", "location", "other"];
        var seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}"));
        var random = new Random(seed);
        var old = new Routes(rules, NullTexts);
        for (var i = 0; i < 500; i++)
        {
            var members = names.Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next()).Select(name => $"\"{name}\":{values[random.Next(values.Length)]}");
            var json = $"{{{string.Join(',', members)}}}";
            Assert.Equal((old.Afresh().Of(json), json), (old.Of(json), json));
        }
    }

    [Theory]
    [InlineData("""{ "When": { "Field": "a", "In": ["x', 'y"] }, "To": "z" }""", """{ "When": { "Field": "a", "In": ["x", "y"] }, "To": "z" }""")]
    [InlineData("""{ "When": { "Field": "a", "Less": "1 and a > 0" }, "To": "z" }""", """{ "When": { "Field": "a", "Less": "1", "Greater": "0" }, "To": "z" }""")]
    [InlineData("""{ "When": { "Field": "a", "Exists": true }, "DeadLetter": "b;otherwise drop" }""", """{ "When": { "Field": "a", "Exists": true }, "DeadLetter": "b" }, { "Otherwise": true, "Drop": true }""")]
    [InlineData("""{ "Otherwise": true, "To": "{a}" }""", """{ "Otherwise": true, "To": "{b}" }""")]
    public void RulesThatDifferHaveFingerprintsThatDiffer(string one, string other) => Assert.NotEqual(new Routes(one).Fingerprint, new Routes(other).Fingerprint);

    [Theory]
    [InlineData("\"NullTexts\": [\"a,b\"]", "\"NullTexts\": [\"a\", \"b\"]")]
    [InlineData("\"Columns\": { \"a\": \"int\" }", "\"Columns\": { \"a\": \"long\" }")]
    [InlineData("\"Columns\": { \"a\": \"int\" }", "\"Columns\": { \"a\": \"int\" }, \"Required\": \"a\"")]
    [InlineData("\"Columns\": { \"a\": \"int\", \"b\": \"int\" }", "\"Columns\": { \"b\": \"int\", \"a\": \"int\" }")]
    [InlineData("\"Columns\": { \"a\": { \"Type\": \"int\", \"From\": \"b:int c<d\" } }", "\"Columns\": { \"a\": { \"Type\": \"int\", \"From\": \"b\" }, \"c\": { \"Type\": \"int\", \"From\": \"d\" } }")]
    public void ColumnsThatDifferHaveFingerprintsThatDiffer(string one, string other) =>
        Assert.NotEqual(new Routes("""{ "Otherwise": true, "To": "z" }""", one).Fingerprint, new Routes("""{ "Otherwise": true, "To": "z" }""", other).Fingerprint);



    private static void AssertIsSafe(string folder)
    {
        var parts = folder.Split('/');
        Assert.All(parts, part =>
        {
            Assert.False(part.Length == 0 || part[0] == '.' || part[^1] == '.', folder);
            Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 255);
            Assert.All(part, letter => Assert.False(char.IsControl(letter) || letter is '\\' or ':' or '*' or '\u202e', folder));
        });
        Assert.NotEqual("_dead-letters", parts[0], StringComparer.OrdinalIgnoreCase);
        Assert.StartsWith("/base/", Path.GetFullPath(Path.Combine("/base", folder)), StringComparison.Ordinal);
    }

    private static string[] NaughtyStrings() => JsonSerializer.Deserialize<string[]>(File.ReadAllText(TestData.PathOf("naughty-strings.json")))!;
}
