using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>Retention removes records before they are read.</summary>
public sealed class RetentionTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Before = 100 * FaultyBroker.Partitions;
    private const int After = 200 * FaultyBroker.Partitions;
    private const int FirstKept = 150;
    private const int Lost = 50 * FaultyBroker.Partitions;

    private static IEnumerable<int> WhatRemains => Enumerable.Range(0, Before).Concat(Enumerable.Range(Before + Lost, After - Lost));

    [Fact]
    public void WhatIsGoneAtTheStartIsCounted()
    {
        var topic = LandThenLose();
        var outcome = LandToEnd(topic, "--on-data-loss", "continue");
        Assert.Equal(0, outcome.ExitCode);
        AssertLossIsTold(outcome);
        AssertHas(WhatRemains);
    }

    [Fact]
    public void WhatIsGoneAtTheStartStopsTheLandingWhenItShall()
    {
        var topic = LandThenLose();
        var refused = LandToEnd(topic, "--on-data-loss", "fail");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("(offsets 100 to 149) were removed by retention before they were landed", refused.Error, StringComparison.Ordinal);
        AssertHas(Enumerable.Range(0, Before));

        var outcome = LandToEnd(topic);
        Assert.Equal(0, outcome.ExitCode);
        AssertLossIsTold(outcome);
        AssertHas(WhatRemains);
    }

    [Fact]
    public void WhatIsOvertakenWhileReadingIsCounted()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Before);
        using var program = Start(topic, "--on-data-loss", "continue");
        LoseWhileItReads(program, topic);
        Assert.True(Waiting.Until(() => LandedBy(program) == Before + After - Lost, TimeSpan.FromSeconds(20)), program.ErrorSoFar);
        program.Terminate();
        var outcome = program.Wait();
        Assert.Equal(0, outcome.ExitCode);
        AssertLossIsTold(outcome);
        AssertHas(WhatRemains);
    }

    [Fact]
    public void WhatIsOvertakenWhileReadingStopsTheLandingWhenItShall()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Before);
        using var program = Start(topic, "--on-data-loss", "fail");
        LoseWhileItReads(program, topic);
        var refused = program.Wait();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("(offsets 100 to 149) were removed by retention before they were landed", refused.Error, StringComparison.Ordinal);

        // Some partitions may have been read on before the first loss was met, none beyond what the broker had.
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        AssertHas(WhatRemains);
    }

    private static void AssertLossIsTold(Outcome outcome)
    {
        Assert.Matches(@"WARNING - Data loss: \d+ offsets", outcome.Error);
        Assert.Contains($" {Lost} lost", outcome.Error, StringComparison.Ordinal);
    }

    private string LandThenLose()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Before);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        Broker.Publish(topic, Before, After);
        Broker.DropRecordsBefore(topic, FirstKept);
        return topic;
    }

    private void LoseWhileItReads(BuiltProgram program, string topic)
    {
        Assert.True(Waiting.Until(() => LandedBy(program) == Before, TimeSpan.FromSeconds(20)), program.ErrorSoFar);

        // Stopped for less than its session; the answers to what it has asked already come empty meanwhile.
        program.Signal("STOP");
        Thread.Sleep(400);
        Broker.Publish(topic, Before, After);
        Broker.DropRecordsBefore(topic, FirstKept);
        program.Signal("CONT");
    }
}
