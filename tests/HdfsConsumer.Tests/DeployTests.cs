using System.Diagnostics;

namespace HdfsConsumer.Tests;

/// <summary>What is in deploy/ is at least well-formed, as far as the tools that are there can tell.</summary>
public sealed class DeployTests
{
    [Fact]
    public void EveryFileIsWellFormed()
    {
        var check = new ProcessStartInfo(Path.Combine(TestData.RepositoryRoot, "deploy", "check.sh")) { RedirectStandardOutput = true };
        using var process = Process.Start(check)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
