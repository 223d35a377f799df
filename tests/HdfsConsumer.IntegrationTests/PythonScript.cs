using System.Diagnostics;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Scripts in Python that compute in the plainest way what should have been landed.</summary>
internal static class PythonScript
{
    /// <summary>Runs one of the repository to its end; what it printed.</summary>
    /// <param name="script">Its path below <c>tests</c>.</param>
    /// <param name="arguments">What it is given.</param>
    public static string Run(string script, params IEnumerable<string> arguments)
    {
        var path = Path.Combine(Tests.TestData.RepositoryRoot, "tests", script);
        using var python = Process.Start(new ProcessStartInfo("python3", [path, .. arguments]) { RedirectStandardOutput = true })!;
        var printed = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        return printed;
    }
}
