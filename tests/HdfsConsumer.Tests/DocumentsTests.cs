using System.Text.RegularExpressions;
using HdfsConsumer.Commands;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests;

/// <summary>What documents name is there: files, types, tests, options; and the program takes every command that they show.</summary>
public sealed partial class DocumentsTests
{
    /// <summary>The documents that are about the sources, and name types.</summary>
    private static readonly string[] AboutSources = ["docs/architecture.md", "docs/adding-a-sink.md", "CONTRIBUTING.md"];

    private static readonly IReadOnlyList<string> Sources = [.. SourceFiles("src").Concat(SourceFiles("tests"))];

    /// <summary>All names in the sources, those in comments left out.</summary>
    private static readonly HashSet<string> Names =
        [.. Sources.SelectMany(source => source.Split('\n')).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).SelectMany(line => Name().Matches(line)).Select(name => name.Value)];

    public static TheoryData<string> All => [.. Paths()];

    public static TheoryData<string> OfSources => [.. AboutSources];

    [Fact]
    public void TheOptionsTableIsTheOneOfTheParser() => GeneratedPart.AssertIs("README.md", "options", SettingsMarkdown.Render());

    [Theory]
    [MemberData(nameof(All))]
    public void EveryExampleIsUnderstood(string document)
    {
        foreach (var example in Example().Matches(Read(document)).Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var surroundings = new CommandSurroundings(TextReader.Null, output, error, new Dictionary<string, string>(), Path.GetTempPath(), new CancellationToken(canceled: true));
            var landed = 0;
            var root = RootCommandFactory.Create(surroundings, (_, _) => landed++, (_, _, _) => landed++);
            if (example[0].StartsWith("--", StringComparison.Ordinal))
            {
                Assert.Equal(0, RootCommandFactory.Run(root, example, surroundings));
                Assert.Equal("", error.ToString());
                Assert.Equal(1, landed);
            }
            else
            {
                Assert.Empty(root.Parse(example).Errors);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryOptionThatIsNamedIsThere(string document)
    {
        using var output = new StringWriter();
        var surroundings = new CommandSurroundings(TextReader.Null, output, output, new Dictionary<string, string>(), "", CancellationToken.None);
        var root = RootCommandFactory.Create(surroundings, (_, _) => 0, (_, _, _) => 0);
        var options = new[] { root }.Concat(root.Subcommands).Concat(root.Subcommands.SelectMany(verb => verb.Subcommands))
            .SelectMany(command => command.Options).Select(option => option.Name).ToHashSet();
        Assert.All(Option().Matches(Read(document)).Select(match => match.Groups[1].Value), option => Assert.Contains(option, options));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryLinkLeadsToAFile(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(TestData.RepositoryRoot, document))!;
        Assert.All(Link().Matches(Read(document)).Select(match => match.Groups[1].Value), link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryFileThatIsNamedIsThere(string document)
    {
        var names = Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "src"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();
        Assert.All(
            NamedFile().Matches(Read(document)).Select(match => match.Groups[1].Value),
            name => Assert.True(name.Contains('/', StringComparison.Ordinal) ? Path.Exists(Path.Combine(TestData.RepositoryRoot, name)) : names.Contains(name), name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryTestThatIsNamedIsThere(string document) => Assert.All(
        NamedTest().Matches(Read(document)), match => Assert.True(IsTest(match.Groups[1].Value, match.Groups[2].Value), match.Value));

    [Theory]
    [MemberData(nameof(OfSources))]
    public void EveryTypeThatIsNamedIsThere(string document)
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(TestData.RepositoryRoot, "src", "HdfsConsumer"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();
        var named = NamedType().Matches(Read(document)).SelectMany(match => match.Groups[1].Value.Split('.')).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(Names.Contains(name) || folders.Contains(name), name));
    }

    [Fact]
    public void EveryPackageOfTheProgramIsNamedWithItsLicence()
    {
        var project = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "src", "HdfsConsumer", "HdfsConsumer.csproj"));
        var notices = Read("THIRD-PARTY.md");
        Assert.All(Package().Matches(project).Select(match => match.Groups[1].Value), package => Assert.Matches($@"\| (.*, )?{Regex.Escape(package)}(,.*)? \|", notices));
    }

    /// <summary>Whether a class of tests, or the one that it is made of, has a test.</summary>
    private static bool IsTest(string type, string test) =>
        Sources.FirstOrDefault(source => Regex.IsMatch(source, $@"\bclass {type}\b")) is { } source
        && (source.Contains($" {test}(", StringComparison.Ordinal) || (BaseClass().Match(source) is { Success: true } match && IsTest(match.Groups[1].Value, test)));

    private static IEnumerable<string> Paths() => new[] { "", "docs", "deploy" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, folder), "*.md"))
        .Select(path => Path.GetRelativePath(TestData.RepositoryRoot, path))
        .Order(StringComparer.Ordinal);

    private static string Read(string document) => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, document));

    private static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"^dotnet run -- (.+?)( < .+)?( +#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"`(--[a-z][a-z-]+)[ `=]")]
    private static partial Regex Option();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|eng|deploy|bench|\.ci)/[\w./-]+|\w+\.cs|countries\.tsv)[` ]")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"`([A-Z][A-Za-z]+[a-z][A-Za-z]*(?:\.[A-Z]\w+)?)`")]
    private static partial Regex NamedType();

    [GeneratedRegex(@"<PackageReference Include=""([\w.]+)""")]
    private static partial Regex Package();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@": (\w+Tests)\(")]
    private static partial Regex BaseClass();
}
