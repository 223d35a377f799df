using System.Text.RegularExpressions;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

/// <summary>What is written about metrics and alerts agrees with the code that counts and the rules that ask.</summary>
public sealed partial class OperationsDocumentTests
{
    [Fact]
    public void EveryAlertIsExplained()
    {
        var rules = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "deploy", "prometheus", "hdfsconsumer.rules.yml"));
        var document = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "operations.md"));
        Assert.Equal(Alert().Matches(rules).Select(match => match.Groups[1].Value), ExplainedAlert().Matches(document).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void TheTableOfMetricsIsTheCodes() => GeneratedPart.AssertIs("docs/operations.md", "metrics", MetricsMarkdown.Render());

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^\| `(HdfsConsumer\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ExplainedAlert();
}
