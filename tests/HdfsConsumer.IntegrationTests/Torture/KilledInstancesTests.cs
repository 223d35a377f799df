using System.Globalization;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>An instance is ended by kill -9, again and again.</summary>
public sealed class KilledInstancesTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Rounds = 30;
    private const int RecordsPerRound = 10_000;

    /// <summary>Takes long because it starts thirty instances one after the other, and dies at a moment of its own in each.</summary>
    [Fact]
    public async Task EveryRecordIsThereOnceWheneverTheyDie()
    {
        var topic = Broker.NewTopic();
        var roundsWithRecords = 0;
        for (var round = 0; round < Rounds; round++)
        {
            Broker.Publish(topic, round * RecordsPerRound, RecordsPerRound / 2);
            var before = BytesOnDisk();

            // A group that lost a member in this way forms again only when its session is over: most rounds take another one.
            using var program = Start(
                topic,
                "--group-id", Random.Next(3) == 0 ? GroupOf(topic) : $"{GroupOf(topic)}-{round}",
                "--batch-size", OneOf(1, 10, 100, 1000),
                "--checkpoint-interval", OneOf(10, 50, 1000, 3_600_000) + "ms",
                "--max-file-size", OneOf(20, 100, 500) + "KB",
                "--compression", Random.Next(4) == 0 ? "none" : "gzip");
            if (Random.Next(5) > 0)
            {
                program.WaitFor("Partitions assigned");
            }

            var publishing = Task.Run(() => Broker.Publish(topic, (round * RecordsPerRound) + (RecordsPerRound / 2), RecordsPerRound / 2));
            await Task.Delay(Random.Next(600));
            if (Random.Next(4) == 0)
            {
                // In the middle of its orderly end.
                program.Terminate();
                await Task.Delay(Random.Next(100));
            }

            program.Kill();
            await publishing;
            roundsWithRecords += BytesOnDisk() != before ? 1 : 0;
        }

        Output.WriteLine($"{roundsWithRecords} of {Rounds} rounds landed something.");
        Assert.InRange(roundsWithRecords, Rounds / 3, Rounds);
        AssertAllIsLanded(topic, Rounds * RecordsPerRound);
    }

    [Fact]
    public void AnotherGroupThatReadsAllOfItAgainAddsNothing()
    {
        const int Count = 30_000;
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        using (var program = Start(topic, "--checkpoint-interval", "1h"))
        {
            program.WaitFor("Batch flush");
            Assert.True(Waiting.Until(() => program.ErrorSoFar.Contains("Rotation", StringComparison.Ordinal), TimeSpan.FromSeconds(20)), program.ErrorSoFar);
            program.Kill();
        }

        // No watermark has risen, so that it begins with the first record.
        var outcome = LandToEnd(topic, "--group-id", $"another-{topic}");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"[1-9]\d* there already", outcome.Error);
        AssertHas(Enumerable.Range(0, Count));

        outcome = LandToEnd(topic, "--group-id", $"third-{topic}");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(" 0 records landed", outcome.Error, StringComparison.Ordinal);
        AssertHas(Enumerable.Range(0, Count));
    }

    private long BytesOnDisk() => Landing.Files.Sum(file => new FileInfo(Path.Combine(Landing.Path, file)).Length);

    private string OneOf(params int[] values) => values[Random.Next(values.Length)].ToString(CultureInfo.InvariantCulture);
}
