using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Tests.Configuration;

/// <summary>What is written about settings agrees with the code that reads them. <c>UPDATE_DOCUMENTS=1</c> writes it anew.</summary>
public sealed class PipelineDocumentsTests
{
    private const string Begin = "<!-- settings -->\n";
    private const string End = "<!-- /settings -->";

    [Fact]
    public void TheTableOfSettingsIsTheCodes()
    {
        var path = Path.Combine(TestData.RepositoryRoot, "docs", "pipelines.md");
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        AssertIs(path, text, text[..begin] + SettingsMarkdown.RenderPipelines() + text[end..]);
    }

    [Fact]
    public void TheSchemaIsTheCodes()
    {
        var path = Path.Combine(TestData.RepositoryRoot, "appsettings.schema.json");
        AssertIs(path, File.Exists(path) ? File.ReadAllText(path) : "", SettingsSchema.Render());
    }

    private static void AssertIs(string path, string text, string expected)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "1")
        {
            File.WriteAllText(path, expected);
        }
        else
        {
            Assert.Equal(expected, text);
        }
    }
}
