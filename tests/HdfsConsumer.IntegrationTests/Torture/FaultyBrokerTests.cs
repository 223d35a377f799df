using System.Diagnostics;
using Confluent.Kafka;
using HdfsConsumer.IntegrationTests.Watching;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>The broker answers wrongly, late, or not at all.</summary>
public sealed class FaultyBrokerTests(ITestOutputHelper output) : TortureTest(output)
{
    private static readonly (KafkaRequest Request, ErrorCode Error)[] Faults =
    [
        (KafkaRequest.Fetch, ErrorCode.NotLeaderForPartition),
        (KafkaRequest.Fetch, ErrorCode.OffsetOutOfRange),
        (KafkaRequest.Fetch, ErrorCode.UnknownTopicOrPart),
        (KafkaRequest.Fetch, ErrorCode.Unknown),
        (KafkaRequest.Fetch, ErrorCode.Local_Transport),
        (KafkaRequest.OffsetCommit, ErrorCode.GroupCoordinatorNotAvailable),
        (KafkaRequest.OffsetCommit, ErrorCode.NotCoordinatorForGroup),
        (KafkaRequest.OffsetCommit, ErrorCode.RequestTimedOut),
        (KafkaRequest.OffsetCommit, ErrorCode.IllegalGeneration),
        (KafkaRequest.OffsetCommit, ErrorCode.UnknownMemberId),
        (KafkaRequest.OffsetCommit, ErrorCode.Local_Transport),
        (KafkaRequest.JoinGroup, ErrorCode.GroupCoordinatorNotAvailable),
        (KafkaRequest.JoinGroup, ErrorCode.UnknownMemberId),
        (KafkaRequest.JoinGroup, ErrorCode.Local_Transport),
        (KafkaRequest.SyncGroup, ErrorCode.RebalanceInProgress),
        (KafkaRequest.SyncGroup, ErrorCode.NotCoordinatorForGroup),
        (KafkaRequest.Heartbeat, ErrorCode.UnknownMemberId),
        (KafkaRequest.Heartbeat, ErrorCode.IllegalGeneration),
        (KafkaRequest.Heartbeat, ErrorCode.RebalanceInProgress),
        (KafkaRequest.Heartbeat, ErrorCode.NotCoordinatorForGroup),
        (KafkaRequest.OffsetFetch, ErrorCode.GroupLoadInProgress),
        (KafkaRequest.OffsetFetch, ErrorCode.Local_Transport),
        (KafkaRequest.ListOffsets, ErrorCode.NotLeaderForPartition),
        (KafkaRequest.ListOffsets, ErrorCode.Local_Transport),
        (KafkaRequest.FindCoordinator, ErrorCode.GroupCoordinatorNotAvailable),
        (KafkaRequest.Metadata, ErrorCode.Local_Transport),
    ];

    /// <summary>Takes long because the client waits between its tries, and there are many kinds of errors to meet.</summary>
    [Fact]
    public void ErrorsOfAllKindsOfRequestsLoseNothing()
    {
        const int Steps = 60;
        const int RecordsPerStep = 1_000;
        var topic = Broker.NewTopic();
        using var program = Start(topic);
        program.WaitFor("Partitions assigned");
        for (var step = 0; step < Steps; step++)
        {
            Broker.Publish(topic, step * RecordsPerStep, RecordsPerStep);
            var (request, error) = Faults[Random.Next(Faults.Length)];
            Broker.FailRequests(request, error, count: Random.Next(1, 4));
            Thread.Sleep(Random.Next(200));
            Assert.False(program.HasEnded, program.ErrorSoFar);
            Broker.StopFailing();
        }

        program.Terminate();
        var outcome = program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertAllIsLanded(topic, Steps * RecordsPerStep);
    }

    /// <summary>Takes long because a broker is away for seconds three times, and the client waits ever longer before it looks for it again.</summary>
    [Fact]
    public void ABrokerThatGoesAwayIsWaitedFor()
    {
        const int Rounds = 3;
        const int RecordsPerRound = 5_000;
        var topic = Broker.NewTopic();
        using var program = Start(topic);
        program.WaitFor("Partitions assigned");
        for (var round = 0; round < Rounds; round++)
        {
            Broker.Publish(topic, round * RecordsPerRound, RecordsPerRound);
            Thread.Sleep(Random.Next(100));
            Broker.TakeDown();
            Assert.True(Waiting.Until(() => Times(program, "does not answer") == round + 1, TimeSpan.FromSeconds(20)), program.ErrorSoFar);
            Thread.Sleep(Random.Next(3000));
            Broker.BringUp();
            Assert.True(Waiting.Until(() => Times(program, "is back after") == round + 1, TimeSpan.FromSeconds(20)), program.ErrorSoFar);
        }

        Assert.True(Waiting.Until(() => LandedBy(program) == Rounds * RecordsPerRound, TimeSpan.FromSeconds(20)), program.ErrorSoFar);
        program.Terminate();
        var outcome = program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertAllIsLanded(topic, Rounds * RecordsPerRound);
    }

    [Fact]
    public void AStopWhileTheBrokerIsAwayKeepsWhatWasRead()
    {
        const int Count = 5_000;
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        using var watched = new WatchedProgram(
            Start(topic, ["--batch-size", "100000", "--flush-interval", "1h", "--checkpoint-interval", "1h", .. WatchedProgram.OnAnyPort]));
        watched.WaitUntilConsumed(Count);
        Broker.TakeDown();
        watched.Program.WaitFor("does not answer");
        watched.Program.Terminate();
        var asked = Stopwatch.StartNew();
        var outcome = watched.Program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        AssertHas(Enumerable.Range(0, Count));
        Broker.BringUp();
        AssertAllIsLanded(topic, Count);
    }

    /// <summary>To hold no partition because the group has to form again is not to have reached the ends of all.</summary>
    [Fact]
    public void ARunToTheEndThatLosesItsPartitionsReadsThemAgain()
    {
        const int Count = 5_000;
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        AssertAllIsLanded(topic, Count);
        Broker.Publish(topic, Count, Count);

        // Where another instance is at work below the base path, ledgers are not asked for before the first record.
        using var neighbour = Start(Broker.NewTopic());
        neighbour.WaitFor("Partitions assigned");
        var locked = Landing.LockLedgers();
        using var watched = new WatchedProgram(Start(topic, ["--until-end", "--batch-size", "100000", .. WatchedProgram.OnAnyPort]));
        watched.WaitUntilConsumed(Count);
        Broker.FailRequests(KafkaRequest.Heartbeat, ErrorCode.UnknownMemberId, count: 2); // One for each of the two.
        watched.Program.WaitFor("Partitions lost");
        locked.ForEach(ledger => ledger.Dispose());
        var outcome = watched.Program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertHas(Enumerable.Range(0, 2 * Count));
    }

    /// <summary>Takes long because every answer takes 300 ms.</summary>
    [Fact]
    public void SlowAnswersOnlyTakeTheirTime()
    {
        const int Count = 20_000;
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        Broker.SlowDown(TimeSpan.FromMilliseconds(300));
        AssertAllIsLanded(topic, Count);
    }

    private static int Times(BuiltProgram program, string text) => program.ErrorSoFar.Split(text).Length - 1;
}
