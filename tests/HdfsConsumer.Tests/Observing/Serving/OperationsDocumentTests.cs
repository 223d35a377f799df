using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Tests.Observing.Serving;

/// <summary>What is written about metrics agrees with the code that counts them.</summary>
public sealed class OperationsDocumentTests
{
    [Fact]
    public void TheTableOfMetricsIsTheCodes() => GeneratedPart.AssertIs("docs/operations.md", "metrics", MetricsMarkdown.Render());
}
