using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>The group has committed more than the base path holds.</summary>
public sealed class AheadTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Part = 100 * FaultyBroker.Partitions;

    private readonly LandingFolder _other = new();

    [Fact]
    public void ARestoredBasePathIsNoticedAndFilledAgain()
    {
        var topic = LandThenRestore();
        Assert.Equal(0, LandToEnd(topic, "--on-ahead", "replay").ExitCode);
        AssertHas(Enumerable.Range(0, 2 * Part));
    }

    [Fact]
    public void ARestoredBasePathIsNoticedAndLeftAsItIs()
    {
        var topic = LandThenRestore();
        Assert.Equal(0, LandToEnd(topic, "--on-ahead", "skip").ExitCode);
        AssertHas(Enumerable.Range(0, Part));

        Broker.Publish(topic, 2 * Part, Part);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        AssertHas(Enumerable.Range(0, Part).Concat(Enumerable.Range(2 * Part, Part)));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("skip")]
    public void ASecondBasePathOfTheGroupSaysWhatIsMissing(string onAhead)
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Part);
        Assert.Equal(0, LandToEndBelow(_other, topic).ExitCode);

        // What it landed itself tells nobody anything: the second part is the first one's.
        Broker.Publish(topic, Part, Part);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        AssertIsRefused(LandToEndBelow(_other, topic));
        _other.AssertHasWeather(Enumerable.Range(0, Part), FaultyBroker.Partitions);

        Assert.Equal(0, LandToEndBelow(_other, topic, "--on-ahead", onAhead).ExitCode);
        _other.AssertHasWeather(Enumerable.Range(0, onAhead == "replay" ? 2 * Part : Part), FaultyBroker.Partitions);
        AssertHas(Enumerable.Range(Part, Part));
    }

    /// <summary>Takes long because partitions are given anew when the second comes and when the first goes.</summary>
    [Fact]
    public void TwoBasePathsAtOnceShareTheRecordsUntilOneGoes()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Part);
        using var first = Start(topic);
        Assert.True(Waiting.Until(() => LandedBy(first) == Part, TimeSpan.FromSeconds(20)), first.ErrorSoFar);
        using var second = StartBelow(_other, topic);
        second.WaitFor("Partitions assigned");
        Broker.Publish(topic, Part, Part);
        Assert.True(Waiting.Until(() => LandedBy(first) + LandedBy(second) == 2 * Part, TimeSpan.FromSeconds(20)), first.ErrorSoFar + second.ErrorSoFar);
        second.Terminate();
        Assert.Equal(0, second.Wait().ExitCode);

        // The first one is given the partitions back, and holds less of them than the group has committed.
        var refused = first.Wait();
        AssertIsRefused(refused);
        Assert.Equal(0, LandToEnd(topic, "--on-ahead", "skip").ExitCode);
        Assert.Equal(Enumerable.Range(0, 2 * Part), Landing.Weather().Concat(_other.Weather()).Select(record => record.Number).Order());
    }

    public override void Dispose()
    {
        _other.Dispose();
        base.Dispose();
    }

    private static void AssertIsRefused(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 1, outcome.Error);
        Assert.Contains("records 100 to 199 are missing here", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--on-ahead replay", outcome.Error, StringComparison.Ordinal);
    }

    private string LandThenRestore()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Part);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        var backUp = Landing.BackUp();
        Broker.Publish(topic, Part, Part);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        Landing.Restore(backUp);
        AssertIsRefused(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, Part));
        return topic;
    }
}
