using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

/// <summary>What is written about settings agrees with the code that reads them.</summary>
public sealed class PipelineDocumentsTests
{
    [Fact]
    public void TheTableOfSettingsIsTheCodes() => GeneratedPart.AssertIs("docs/pipelines.md", "settings", SettingsMarkdown.RenderPipelines());

    [Fact]
    public void TheSchemaIsTheCodes() => GeneratedPart.AssertWholeIs("appsettings.schema.json", SettingsSchema.Render());
}
