using System.Diagnostics;

namespace HdfsConsumer.Tests;

/// <summary>
/// A process that is started has the locks of this one for a moment, until it has become another program. So it is not started while tests of locks run.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}

/// <summary>What is in deploy/ is at least well-formed, as far as the tools that are there can tell.</summary>
[Collection(ProcessesCollection.Name)]
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
