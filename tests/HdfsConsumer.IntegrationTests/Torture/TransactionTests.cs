using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>
/// A topic ends with what is no record: the marks of transactions, which take offsets too, or a transaction that is still open. The broker
/// of the tests hands out records of open and of aborted transactions, so that what is not to be read cannot be shown here.
/// </summary>
public sealed class TransactionTests(ITestOutputHelper output) : TortureTest(output)
{
    private const int Part = 100 * FaultyBroker.Partitions;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void TheEndIsReachedBehindAMark()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Part);
        using (var committed = Broker.PublishInTransaction(topic, Part, Part))
        {
            committed.CommitTransaction();
        }

        AssertEnds(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, 2 * Part));

        using (var aborted = Broker.PublishInTransaction(topic, 2 * Part, Part))
        {
            aborted.AbortTransaction();
        }

        AssertEnds(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, 3 * Part));

        // Nothing new at all, and the watermarks stand before a mark.
        AssertEnds(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, 3 * Part));
    }

    [Fact]
    public void TheEndIsReachedAtAnOpenTransaction()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Part);
        using var open = Broker.PublishInTransaction(topic, Part, Part);
        AssertEnds(LandToEnd(topic));

        open.CommitTransaction();
        Broker.Publish(topic, 2 * Part, Part);
        AssertEnds(LandToEnd(topic));
        AssertHas(Enumerable.Range(0, 3 * Part));
    }

    private static void AssertEnds(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.InRange(outcome.Took, TimeSpan.Zero, Patience);
    }
}
