using System.Text.RegularExpressions;

namespace HdfsConsumer.Tests;

/// <summary>Who may know whom: each folder of the program, and the folders that it may use. There are no circles.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Observing"] = [],
        ["Observing.Serving"] = ["Observing"],
        ["Configuration"] = ["Configuration.Pipelines", "Observing"],
        ["Configuration.Pipelines"] = [],
        ["Storing"] = [],
        ["Parquet"] = [],
        ["Sketching"] = ["Storing"],
        ["Pipeline.Watermarking"] = ["Storing"],
        ["Pipeline.Consuming"] = ["Pipeline.Watermarking", "Storing", "Configuration", "Observing"],
        ["Pipeline.Parsing"] = ["Configuration.Pipelines", "Pipeline.Consuming"],
        ["Pipeline.Routing"] = ["Configuration.Pipelines", "Pipeline.Parsing", "Storing"],
        ["Pipeline.Batching"] = ["Pipeline.Consuming", "Pipeline.Routing"],
        ["Pipeline.Sinks"] = ["Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Routing"],
        ["Pipeline.Sinks.States"] = ["Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Watermarking", "Storing"],
        ["Pipeline.Sinks.Analytics"] =
        [
            "Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Sinks.States", "Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Parsing",
            "Pipeline.Watermarking", "Configuration.Pipelines", "Sketching", "Observing", "Storing",
        ],
        ["Pipeline.Sinks.Files"] = ["Pipeline.Sinks", "Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Parsing", "Pipeline.Routing", "Pipeline.Watermarking", "Storing"],
        ["Pipeline.Sinks.Lake"] =
        [
            "Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Sinks.States", "Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Parsing", "Pipeline.Routing",
            "Pipeline.Watermarking", "Configuration.Pipelines", "Parquet", "Storing",
        ],
        ["Pipeline.Sinks.Lake.Tables"] =
        [
            "Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Sinks.States", "Pipeline.Sinks.Lake", "Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Parsing",
            "Pipeline.Routing", "Pipeline.Watermarking", "Parquet", "Storing",
        ],
        ["Pipeline.Sinks.Sql"] =
        [
            "Pipeline.Sinks", "Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Parsing", "Pipeline.Routing", "Pipeline.Watermarking", "Storing",
            "Configuration.Pipelines", "Observing",
        ],
        ["Pipeline.Committing"] = ["Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Sinks", "Pipeline.Watermarking"],
        ["Pipeline.Replaying"] =
            ["Pipeline.Consuming", "Pipeline.Parsing", "Pipeline.Routing", "Pipeline.Sinks.Files", "Pipeline.Watermarking", "Storing"],
        ["Pipeline"] =
        [
            "Configuration", "Configuration.Pipelines", "Observing", "Storing", "Parquet", "Pipeline.Watermarking", "Pipeline.Consuming", "Pipeline.Parsing",
            "Pipeline.Routing", "Pipeline.Batching", "Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Sinks.Lake", "Pipeline.Sinks.Lake.Tables",
            "Pipeline.Sinks.Sql", "Pipeline.Sinks.Analytics", "Pipeline.Committing", "Pipeline.Replaying",
        ],
        ["Maintaining"] =
        [
            "Configuration", "Observing", "Storing", "Producing.Sending", "Pipeline", "Pipeline.Watermarking", "Pipeline.Consuming", "Pipeline.Parsing",
            "Pipeline.Replaying", "Pipeline.Sinks.Files", "Pipeline.Sinks.States", "Pipeline.Sinks.Sql", "Configuration.Pipelines",
        ],
        ["Brokering"] = ["Configuration"],
        ["Producing.Sources"] = [],
        ["Producing.Csv"] = ["Producing.Sources", "Configuration", "Observing"],
        ["Producing.JsonLines"] = ["Producing.Sources"],
        ["Producing.Transactions"] = ["Producing.Sources"],
        ["Producing.Sending"] = ["Producing.Sources", "Pipeline.Consuming", "Configuration"],
        ["Producing"] =
        [
            "Producing.Csv", "Producing.JsonLines", "Producing.Transactions", "Producing.Sending", "Producing.Sources", "Pipeline.Consuming",
            "Configuration", "Observing",
        ],
        ["Orchestrating"] = ["Brokering", "Configuration", "Configuration.Pipelines", "Observing", "Observing.Serving", "Pipeline", "Producing"],
        ["Commands"] =
        [
            "Brokering", "Configuration", "Maintaining", "Observing", "Producing", "Producing.Csv", "Producing.JsonLines", "Producing.Sources", "Producing.Transactions",
        ],
    };

    [Fact]
    public void EveryFolderKnowsOnlyWhomItMay()
    {
        var source = Path.Combine(TestData.RepositoryRoot, "src", "HdfsConsumer");
        var broken =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace('/', '.')
            where folder != "."
            from Match match in Known().Matches(File.ReadAllText(file))
            let known = match.Groups[1].Value
            where known != folder && !MayKnow.GetValueOrDefault(folder, []).Contains(known)
            select $"{Path.GetRelativePath(source, file)} uses {known}";
        Assert.Empty(broken);
    }

    [Fact]
    public void TheDocumentHasTheSameTable() => GeneratedPart.AssertIs(
        "docs/architecture.md",
        "may-know",
        string.Concat(
            from folder in MayKnow
            select $"| `{Named(folder.Key)}` | {(folder.Value.Length == 0 ? "nobody" : string.Join(", ", folder.Value.Select(known => $"`{Named(known)}`")))} |\n")
            .Insert(0, "| folder | may use |\n|---|---|\n"));

    private static string Named(string folder) => folder.Replace('.', '/');

    [GeneratedRegex(@"^using HdfsConsumer\.([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Known();
}
