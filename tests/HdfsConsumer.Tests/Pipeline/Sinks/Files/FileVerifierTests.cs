using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Files;

public sealed class FileVerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;

    public FileVerifierTests() => _disk = new LocalDisk(_folder.Path);

    /// <summary>A dead letter says where it was read, so that the same line twice is the same record twice; others may be the same.</summary>
    [Theory]
    [InlineData("_dead-letters", 1, 0)]
    [InlineData("weather", 0, 1)]
    [InlineData("weather_dead-letters", 0, 1)]
    [InlineData("FR/_dead-letters", 0, 1)]
    public void OnlyOfDeadLettersTheSameLineTwiceIsWrong(string folder, int problems, int identicalLines)
    {
        var paths = new DataFilePaths(_folder.Path, folder, "weather.jsonl");
        using var watermarks = Records.Watermarks(_disk, _folder);
        using (var file = LedgeredFile.Open(_disk, paths, new FilePolicy(1000, CompressClosed: false), _ => 0, new SinkCounters()))
        {
            using var buffer = new DestinationBuffer(Destination.ForRecords(folder, "weather.jsonl", caseBlindDisk: false));
            var tenure = Records.Tenure(watermarks);
            buffer.Add(tenure, offset: 0, timestampMs: 0, "{}"u8);
            buffer.Add(tenure, offset: 1, timestampMs: 0, "{}"u8);
            file.Append(buffer);
        }

        var findings = new FileVerifier(_disk, paths).Read();
        Assert.Equal((problems, identicalLines), (findings.Problems.Count, findings.IdenticalLines));
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }
}
