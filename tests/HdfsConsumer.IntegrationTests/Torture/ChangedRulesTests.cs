using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>The rules that decide where a record goes have changed between two runs.</summary>
public sealed class ChangedRulesTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Count = 30_000;

    /// <summary>What is a dead letter is one of the rules.</summary>
    private static readonly string[] OtherRules = ["--max-record-size", "9MB"];

    [Fact]
    public void AfterACrashTheFormerRulesHaveToFinish()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        using (var program = Start(topic, "--checkpoint-interval", "1h"))
        {
            program.WaitFor("Batch flush");
            program.Kill();
        }

        var refused = LandToEnd(topic, OtherRules);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Run once more with the former program and settings", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, LandToEnd(topic).ExitCode);
        Broker.Publish(topic, Count, Count);
        Assert.Equal(0, LandToEnd(topic, OtherRules).ExitCode);
        AssertHas(Enumerable.Range(0, 2 * Count));
    }

    [Fact]
    public void AfterACleanStopTheNewRulesAreTakenOver()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        using (var program = Start(topic))
        {
            program.WaitFor("Batch flush");
            program.Terminate();
            Assert.Equal(0, program.Wait().ExitCode);
        }

        Assert.Equal(0, LandToEnd(topic, OtherRules).ExitCode);
        AssertHas(Enumerable.Range(0, Count));
    }

    [Fact]
    public void BesideAnInstanceOfOtherRulesNoneStarts()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        using var program = Start(topic);
        program.WaitFor("Partitions assigned");
        var refused = LandToEnd(topic, OtherRules);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Another instance is landing below", refused.Error, StringComparison.Ordinal);
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
        AssertAllIsLanded(topic, Count);
    }
}
