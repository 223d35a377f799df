using System.Text.RegularExpressions;
using HdfsConsumer.Commands;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md"));

    [Fact]
    public void TheOptionsTableIsTheOneOfTheParser() => Assert.Contains(
        $"<!-- options -->\n{SettingsMarkdown.Render()}<!-- /options -->",
        Readme,
        StringComparison.Ordinal);

    [Fact]
    public void EveryExampleIsUnderstood()
    {
        var examples = Example().Matches(Readme).Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
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

    [Fact]
    public void EveryTestThatItNamesIsThere()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = NamedTest().Matches(Readme).Select(match => (Class: match.Groups[1].Value, Test: match.Groups[2].Value)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Matches($@"class {name.Class}\b[\s\S]+ {name.Test}\(", tests));
    }

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^dotnet run -- (.+?)( < .+)?$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
