using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HdfsConsumer.Producing.Transactions;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Transactions;

/// <summary>docs/messages.md and what is published are one.</summary>
public sealed partial class MessageShapesTests
{
    private const int Seed = 7;
    private const int Many = 1000;

    private static readonly string Page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "messages.md"));
    private static readonly ILookup<string, string> Made = Messages();

    public static TheoryData<string> Topics { get; } = [.. TransactionTopics.Names];

    [Theory]
    [MemberData(nameof(Topics))]
    public void EveryMessageHasTheFieldsThatThePageNames(string topic)
    {
        var named = Field().Matches(SectionOf(topic)).Select(match => match.Groups[1].Value).ToList();
        if (topic == "transaction_stream_blacklisted")
        {
            named = [.. Field().Matches(SectionOf("transaction_stream")).Select(match => match.Groups[1].Value), .. named];
        }

        Assert.All(Made[topic], message =>
        {
            using var value = JsonDocument.Parse(message);
            Assert.Equal(named, Paths(value.RootElement, "").Distinct());
        });
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void TheExampleIsOneOfTheMessages(string topic) => Assert.Contains(Example().Match(SectionOf(topic)).Groups[1].Value, Made[topic]);

    [Fact]
    public void TheRatesAreThoseThatThePageNames()
    {
        var (names, rates) = (CellsOf("currency"), CellsOf("euros for one"));
        Assert.Equal(SampleCurrencies.EurosPerUnit.Keys, names);
        Assert.Equal(SampleCurrencies.EurosPerUnit.Values, rates.Select(rate => decimal.Parse(rate, CultureInfo.InvariantCulture)));
    }

    private static string SectionOf(string topic)
    {
        var start = Page.IndexOf($"### {topic}\n", StringComparison.Ordinal);
        var end = Page.IndexOf("\n##", start, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    private static string[] CellsOf(string row) =>
        Page.Split('\n').Single(line => line.StartsWith($"| {row} |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[1..];

    private static IEnumerable<string> Paths(JsonElement value, string above) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Paths(property.Value, $"{above}{property.Name}.").Prepend($"{above}{property.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Paths(item, above)),
        _ => [],
    };

    private static ILookup<string, string> Messages()
    {
        using var source = new TransactionSource(new TransactionSettings { Transactions = Many, Seed = Seed }, new ManualClock(), CancellationToken.None);
        return TakenRow.AllOf(source).ToLookup(row => TransactionTopics.Names[row.Topic], row => row.Text);
    }

    [GeneratedRegex(@"^\| `([\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex("^```json\n(.+)\n```$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
