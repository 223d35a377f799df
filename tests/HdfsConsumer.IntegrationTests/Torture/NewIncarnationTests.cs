using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>A topic is deleted and created again, with fewer records than were landed, or filled past the watermark.</summary>
public sealed class NewIncarnationTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Old = 100 * FaultyBroker.Partitions;
    private const int Fewer = 20 * FaultyBroker.Partitions;
    private const int More = 200 * FaultyBroker.Partitions;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(Fewer)]
    [InlineData(More)]
    public void TheLandingStopsAndLandsTheNewOneWhenToldTo(int records)
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Old);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        CreateAgain(topic, records);

        AssertIsRefused(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, Old));
        AssertNewIncarnationLands(topic, records);
    }

    [Theory]
    [InlineData(Fewer)]
    [InlineData(More)]
    public void ALandingThatIsUnderWayGoesOnWhenToldTo(int records)
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Old);
        using var program = Start(topic, "--new-incarnation");
        Assert.True(Waiting.Until(() => LandedBy(program) == Old, Patience), program.ErrorSoFar);
        CreateAgain(topic, records);

        Assert.True(Waiting.Until(() => LandedBy(program) == Old + records, Patience), program.ErrorSoFar);
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
        AssertAllIsLanded(topic, Old + records);
    }

    [Theory]
    [InlineData(Fewer, 0)]
    [InlineData(Fewer, 3)]
    [InlineData(More, 0)]
    [InlineData(More, 3)]
    public void ALandingThatIsUnderWayStops(int records, int secondsBetween)
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Old);
        using var program = Start(topic);
        Assert.True(Waiting.Until(() => LandedBy(program) == Old, Patience), program.ErrorSoFar);
        CreateAgain(topic, records, TimeSpan.FromSeconds(secondsBetween));

        AssertIsRefused(program.Wait());
        AssertHas(Enumerable.Range(0, Old));
        AssertNewIncarnationLands(topic, records);
    }

    private static void AssertIsRefused(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 1, outcome.Error);
        Assert.Contains("was deleted and created again", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--new-incarnation", outcome.Error, StringComparison.Ordinal);
    }

    private void CreateAgain(string topic, int records, TimeSpan between = default)
    {
        Broker.DeleteTopic(topic);
        Thread.Sleep(between);
        Broker.CreateTopic(topic);
        Broker.Publish(topic, Old, records);
    }

    private void AssertNewIncarnationLands(string topic, int records)
    {
        var outcome = LandToEnd(topic, "--new-incarnation");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertHas(Enumerable.Range(0, Old + records));

        // From now on it is the topic that is known.
        AssertAllIsLanded(topic, Old + records);
    }
}
