using System.Text.RegularExpressions;

namespace HdfsConsumer.IntegrationTests;

/// <summary>The newcomer's first command.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private readonly LandingFolder _landing = new();

    [Fact]
    public void SampleWeatherLandsAndATableTellsOfIt()
    {
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--embedded");
        Assert.Equal(0, outcome.ExitCode);
        var files = _landing.Files.ToList();
        Assert.Equal(40, files.Count);
        Assert.Equal(20, files.Select(file => file.Split('/')[0]).Distinct().Count());
        Assert.Equal(10_000, files.Sum(file => _landing.Lines(file).Count));
        Assert.Contains("JP/東京/alerts.json", files);
        foreach (var file in files)
        {
            Assert.Matches($@"{_landing.Lines(file).Count}\s+\./hdfs-data/{Regex.Escape(file)}\n", outcome.Output);
        }

        Assert.Contains("10000 records landed in 40 files below ./hdfs-data.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("--bootstrap-servers HOST:9092", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondRunLandsItsOwnRecords()
    {
        BuiltProgram.Run(_landing.WorkingFolder, "--embedded", "--embedded-records", "500");
        BuiltProgram.Run(_landing.WorkingFolder, "--embedded", "--embedded-records", "500");
        Assert.Equal(1000, _landing.Files.Sum(file => _landing.Lines(file).Count));
    }

    [Fact]
    public void AtARateItGoesOnUntilItIsStopped()
    {
        using var program = BuiltProgram.Start(_landing.WorkingFolder, "--embedded", "--embedded-rate", "200/s", "--flush-interval", "100ms");
        program.WaitFor("Batch flush");
        program.Terminate();
        var outcome = program.Wait();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("records landed in", outcome.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _landing.Dispose();
}
