using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HdfsConsumer.IntegrationTests;

/// <summary>
/// What eng/publish.sh makes, run where there is no .NET: with no PATH and no home. Slow, for it compiles the program and its packages ahead, which takes
/// a processor a minute; so it is done once, and all is asked of what came out.
/// </summary>
public sealed partial class ReleaseTests(ReleaseTests.Release release) : IClassFixture<ReleaseTests.Release>, IDisposable
{
    private readonly LandingFolder _landing = new();

    [Fact]
    public void VersionTellsVersionAndCommit()
    {
        var commit = Output("git", "rev-parse", "HEAD");
        var (exitCode, output) = release.Run(_landing.WorkingFolder, "--version");
        Assert.Equal(0, exitCode);
        Assert.Matches($@"^\d+\.\d+\.\d+ \(commit {commit[..12]}\)\n$", output);
    }

    [Fact]
    public void EveryVerbHasItsHelp()
    {
        var (exitCode, page) = release.Run(_landing.WorkingFolder, "--help");
        Assert.Equal(0, exitCode);
        var verbs = Verb().Matches(page[..page.IndexOf("What to land", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("produce", verbs);
        Assert.All(verbs, verb => Assert.Equal(0, release.Run(_landing.WorkingFolder, verb, "--help").ExitCode));
    }

    [Fact]
    public void TheSampleLands()
    {
        var (exitCode, output) = release.Run(_landing.WorkingFolder, "--embedded", "--embedded-records", "500");
        Assert.Equal(0, exitCode);
        Assert.Equal(500, _landing.Files.Sum(file => _landing.Lines(file).Count));
        Assert.Contains("The same from a real broker:  HdfsConsumer --hdfs-path", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePageIsServed()
    {
        using var program = release.Start(_landing.WorkingFolder, "--embedded", "--embedded-rate", "100/s", "--listen", "127.0.0.1:0");
        var address = "";
        while (address.Length == 0 && await program.StandardError.ReadLineAsync() is { } line)
        {
            address = Address().Match(line).Groups[1].Value;
        }

        using var http = new HttpClient();
        Assert.Contains("hdfsconsumer_build_info{version=", await http.GetStringAsync($"{address}/metrics"), StringComparison.Ordinal);
        Assert.Contains("<html", await http.GetStringAsync($"{address}/"), StringComparison.Ordinal);
        program.Kill();
        await program.WaitForExitAsync();
    }

    public void Dispose() => _landing.Dispose();

    private static string Output(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = Tests.TestData.RepositoryRoot, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(@"^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"Page and metrics at (http://\S+)/")]
    private static partial Regex Address();

    /// <summary>The release, made for these tests.</summary>
    public sealed class Release : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("hdfs-consumer-release-").FullName;

        public Release() => Output(Path.Combine(Tests.TestData.RepositoryRoot, "eng", "publish.sh"), _folder);

        /// <summary>Runs the program to its end.</summary>
        public (int ExitCode, string Output) Run(string workingFolder, params string[] arguments)
        {
            using var program = Start(workingFolder, arguments);
            program.ErrorDataReceived += (_, _) => { };
            program.BeginErrorReadLine();
            var output = program.StandardOutput.ReadToEnd();
            program.WaitForExit();
            return (program.ExitCode, output);
        }

        /// <summary>Starts it, with nothing in its environment.</summary>
        public Process Start(string workingFolder, params string[] arguments)
        {
            var start = new ProcessStartInfo(Path.Combine(_folder, "HdfsConsumer"), arguments)
            {
                WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            start.Environment.Clear();
            return Process.Start(start)!;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
