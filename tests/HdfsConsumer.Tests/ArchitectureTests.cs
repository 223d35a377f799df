using System.Text.RegularExpressions;

namespace HdfsConsumer.Tests;

/// <summary>Who may know whom: each folder of the program, and the folders that it may use.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Observing"] = [],
        ["Observing.Serving"] = ["Observing"],
        ["Configuration.Values"] = ["Observing"],
        ["Configuration.Pipelines"] = ["Configuration.Values"],
        ["Configuration"] = ["Configuration.Values", "Configuration.Pipelines", "Observing"],
        ["Configuration.Loading"] = ["Configuration", "Configuration.Values", "Configuration.Pipelines"],
        ["Storing"] = [],
        ["Parquet"] = [],
        ["Sketching"] = ["Storing"],
        ["Pipeline.Watermarking"] = ["Storing"],
        ["Pipeline.Consuming"] = ["Pipeline.Watermarking", "Storing", "Configuration", "Configuration.Values", "Observing"],
        ["Pipeline.Parsing"] = ["Configuration.Pipelines", "Pipeline.Consuming"],
        ["Pipeline.Routing"] = ["Configuration.Pipelines", "Pipeline.Parsing", "Storing"],
        ["Pipeline.Batching"] = ["Pipeline.Consuming", "Pipeline.Routing"],
        ["Pipeline.Sinks"] = ["Pipeline.Batching", "Pipeline.Consuming", "Pipeline.Routing"],
        ["Pipeline.Sinks.States"] = ["Pipeline.Sinks", "Pipeline.Sinks.Files", "Pipeline.Consuming", "Pipeline.Watermarking", "Storing"],
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
        ["Brokering"] = ["Configuration.Values"],
        ["Producing.Sources"] = [],
        ["Producing.Csv"] = ["Producing.Sources", "Configuration.Values", "Observing"],
        ["Producing.JsonLines"] = ["Producing.Sources", "Pipeline.Parsing"],
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
            "Brokering", "Configuration", "Configuration.Loading", "Configuration.Values", "Maintaining", "Observing", "Producing", "Producing.Csv", "Producing.JsonLines", "Producing.Sources", "Producing.Transactions",
        ],
    };

    private static readonly IReadOnlyList<(string Folder, string File, string Text)> Sources =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "src", "HdfsConsumer"), "*.cs", SearchOption.AllDirectories)
           let name = Path.GetRelativePath(Path.Combine(TestData.RepositoryRoot, "src", "HdfsConsumer"), file)
           let folder = Path.GetDirectoryName(name)!.Replace('/', '.')
           where folder.Length > 0
           select (folder, name, Comment().Replace(File.ReadAllText(file), "")),
    ];

    [Fact]
    public void EveryFolderKnowsOnlyWhomItMay()
    {
        var broken =
            from source in Sources
            from Match match in Known().Matches(source.Text)
            let known = match.Groups[1].Value
            where known != source.Folder && !MayKnow.GetValueOrDefault(source.Folder, []).Contains(known)
            select $"{source.File} uses {known}";
        Assert.Empty(broken);
    }

    /// <summary>A namespace sees those that it lies in without saying so.</summary>
    [Fact]
    public void WhatAFolderLiesInItKnowsOnlyWhereItMay()
    {
        var types = Sources.SelectMany(source => Type().Matches(source.Text), (source, type) => (source.Folder, Name: type.Groups[1].Value)).ToLookup(type => type.Folder, type => type.Name);
        var broken =
            from source in Sources
            from above in types
            where source.Folder.StartsWith(above.Key + ".", StringComparison.Ordinal) && !MayKnow[source.Folder].Contains(above.Key)
            from type in above
            where Regex.IsMatch(source.Text, $@"\b{type}\b")
            select $"{source.File} uses {type} of {above.Key}";
        Assert.Empty(broken);
    }

    [Fact]
    public void ThereIsNoCircle() => Assert.DoesNotContain(MayKnow.Keys, folder => Reach(folder).Contains(folder));

    private static HashSet<string> Reach(string folder)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(MayKnow[folder]);
        while (next.TryDequeue(out var known))
        {
            if (reached.Add(known))
            {
                Array.ForEach(MayKnow[known], next.Enqueue);
            }
        }

        return reached;
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

    [GeneratedRegex(@"^ *//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^internal (?:sealed |static |abstract |readonly |partial |ref )*(?:class|record struct|record|interface|enum|struct) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^using HdfsConsumer\.([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Known();
}
