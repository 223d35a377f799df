using HdfsConsumer.IntegrationTests.Watching;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>Several instances of one group land below one base path.</summary>
public sealed class GroupTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int RecordsPerStep = 4_000;

    /// <summary>Takes long because each of twelve steps starts or ends an instance, and lets the group form again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void InstancesJoinLeaveAndAreKilled(int instancesMax)
    {
        const int Steps = 12;
        var topic = Broker.NewTopic();
        var instances = new List<BuiltProgram> { Start(topic) };
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                Broker.Publish(topic, step * RecordsPerStep, RecordsPerStep);
                Change(instances, instancesMax, topic);
                Thread.Sleep(Random.Next(200, 1500));
                Assert.All(instances, instance => Assert.False(instance.HasEnded, instance.ErrorSoFar));
            }

            instances.ForEach(instance => instance.Terminate());
            Assert.All(instances.Select(instance => instance.Wait()), outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        }
        finally
        {
            instances.ForEach(instance => instance.Dispose());
        }

        AssertAllIsLanded(topic, Steps * RecordsPerStep);
    }

    /// <summary>The second one is given nothing before the first one has given up a partition, of which it has landed nothing by then.</summary>
    [Fact]
    public void RunsToTheEndThatShareATopicLandAllOfIt()
    {
        const int Count = 5_000;
        const int Partitions = 2;
        var topic = $"shared-{Guid.NewGuid():N}";
        Broker.CreateTopic(topic, Partitions);
        Broker.Publish(topic, 0, Count, Partitions);
        Assert.Equal(0, LandToEnd(topic).ExitCode);
        Broker.Publish(topic, Count, Count, Partitions);

        // Where another instance is at work below the base path, ledgers are not asked for before the first record.
        using var neighbour = Start(Broker.NewTopic());
        neighbour.WaitFor("Partitions assigned");
        var locked = Landing.LockLedgers();
        using var first = new WatchedProgram(Start(topic, ["--until-end", "--batch-size", "100000", .. WatchedProgram.OnAnyPort]));
        first.WaitUntilConsumed(Count);
        using var second = Start(topic, "--until-end");
        first.Program.WaitFor("Partitions given up");
        locked.ForEach(ledger => ledger.Dispose());
        Assert.All([first.Program.Wait(), second.Wait()], outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        Landing.AssertHasWeather(2 * Count);
    }

    /// <summary>Takes long because sessions have to be over, and partitions given anew, four times.</summary>
    [Fact]
    public void AnInstanceThatWasStoppedPastItsSessionComesBack()
    {
        const int Rounds = 4;
        const int RoundsMax = 12;
        var topic = Broker.NewTopic();
        using var first = Start(topic, "--batch-size", "20");
        using var second = Start(topic, "--batch-size", "20");
        var round = 0;
        for (; round < Rounds || (round < RoundsMax && !HasLost(first) && !HasLost(second)); round++)
        {
            var (zombie, other) = round % 2 == 0 ? (first, second) : (second, first);
            Assert.True(Waiting.Until(() => HeldBy(first) + HeldBy(second) == FaultyBroker.Partitions, TimeSpan.FromSeconds(20)), first.ErrorSoFar + second.ErrorSoFar);
            Broker.Publish(topic, round * 2 * RecordsPerStep, RecordsPerStep);
            Thread.Sleep(Random.Next(100));
            zombie.Signal("STOP");
            try
            {
                // It may hold a lock that the other one needs, so that this is waited for, but need not come.
                var isTakenOver = Waiting.Until(() => HeldBy(other) == FaultyBroker.Partitions, TimeSpan.FromSeconds(6));
                Output.WriteLine($"Round {round}: {(isTakenOver ? "all" : "not all")} partitions were taken over.");
                Broker.Publish(topic, ((round * 2) + 1) * RecordsPerStep, RecordsPerStep);
                Thread.Sleep(Random.Next(500));
            }
            finally
            {
                zombie.Signal("CONT");
            }

            Thread.Sleep(Random.Next(500));
        }

        foreach (var instance in (BuiltProgram[])[first, second])
        {
            Assert.False(instance.HasEnded, instance.ErrorSoFar);
            instance.Terminate();
        }

        var outcomes = new[] { first.Wait(), second.Wait() };
        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        Assert.True(HasLost(first) || HasLost(second), first.ErrorSoFar + second.ErrorSoFar);
        AssertAllIsLanded(topic, round * 2 * RecordsPerStep);
    }

    private static bool HasLost(BuiltProgram instance) => instance.ErrorSoFar.Contains("Partitions lost", StringComparison.Ordinal);

    private void Change(List<BuiltProgram> instances, int instancesMax, string topic)
    {
        if (instances.Count == 0 || (instances.Count < instancesMax && Random.Next(2) == 0))
        {
            instances.Add(Start(topic));
            return;
        }

        var instance = instances[Random.Next(instances.Count)];
        instances.Remove(instance);
        using (instance)
        {
            if (Random.Next(2) == 0)
            {
                instance.Kill();
            }
            else
            {
                instance.Terminate();
                var outcome = instance.Wait();
                Assert.True(outcome.ExitCode == 0, outcome.Error);
            }
        }
    }
}
