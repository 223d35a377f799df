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
            var root = RootCommandFactory.Create(surroundings, (_, _) => landed++);
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

    [GeneratedRegex(@"^dotnet run -- (.+)$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
