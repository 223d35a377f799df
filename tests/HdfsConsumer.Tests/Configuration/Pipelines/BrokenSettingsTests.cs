using HdfsConsumer.Tests.Commands;

namespace HdfsConsumer.Tests.Configuration.Pipelines;

/// <summary>
/// Settings files that are wrong in tests/data/settings, and beside each what the operator is told. With the variable APPROVE set, what is told
/// now is written there, to be read before it is committed.
/// </summary>
public sealed class BrokenSettingsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(TestData.PathOf("settings"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void EverythingWrongIsToldAtOnce(string file)
    {
        var expected = Path.ChangeExtension(TestData.PathOf($"settings/{file}"), "txt");
        var validated = new Invocation { Files = { [file] = File.ReadAllText(TestData.PathOf($"settings/{file}")) } }.Run("validate", "--offline", "--config", file);
        if (Environment.GetEnvironmentVariable("APPROVE") is not null)
        {
            File.WriteAllText(expected, validated.Error);
        }

        Assert.Equal((ExitCode.WrongUsage, ""), (validated.ExitCode, validated.Output));
        Assert.Equal(File.ReadAllText(expected), validated.Error);
    }

    [Fact]
    public void ThereAreTenOfThemAtLeast() => Assert.InRange(Files.Count, 10, int.MaxValue);
}
