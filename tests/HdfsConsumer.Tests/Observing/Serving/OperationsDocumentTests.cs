using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

/// <summary>What is written about metrics agrees with the code that counts them. <c>UPDATE_DOCUMENTS=1</c> writes it anew.</summary>
public sealed class OperationsDocumentTests
{
    private const string Begin = "<!-- metrics -->\n";
    private const string End = "<!-- /metrics -->";

    [Fact]
    public void TheTableOfMetricsIsTheCodes()
    {
        var path = Path.Combine(TestData.RepositoryRoot, "docs", "operations.md");
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var expected = text[..begin] + MetricsMarkdown.Render() + text[text.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }
}
