using System.Globalization;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>
/// Landing in tables while instances die and servers go away; the same on both servers. Each has a server of its own: it may be stopped while other tests use theirs.
/// </summary>
public abstract class TablesInTroubleTests(Broker broker, DatabaseServer server) : TableTest(broker, server)
{
    private bool _hasLedger;

    [Fact]
    public void WhatTheServerHasLostIsLandedAgain()
    {
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var records = Enumerable.Range(0, 200).Select(number => KeyedRecord.Of(0, $"k{number}", number)).ToList();
        Broker.Publish(Topic, records.Take(100));
        using (var program = Start("--flush-interval", "100ms", "--checkpoint-interval", "1h"))
        {
            program.WaitFor("Batch flush");

            // As a crash of the server does that had not written everything to its disk, or a restored copy.
            Sql($"DELETE FROM {Table} WHERE number >= 40");
            Sql($"UPDATE hdfs_consumer_ledger SET next_offset = 40 WHERE topic = '{Topic}' AND partition_number = 0");
            Broker.Publish(Topic, records.Skip(100));
            program.WaitFor("expects offset 40");
            program.Terminate();
            program.Wait();
        }

        Land("--on-ahead", "replay");
        AssertIsAsComputed("append", records);
    }

    [Fact]
    public void AnotherGroupOnAnotherMachineAddsNothing()
    {
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var records = KeyedRecord.Many(1000, keys: 50, seed: 4).ToList();
        Broker.Publish(Topic, records);
        Land();
        ForgetBasePath();
        SetGroup($"another-{Topic}");
        var outcome = Run("--auto-offset-reset", "earliest");
        Assert.Equal(0, outcome.ExitCode);
        AssertIsAsComputed("append", records);
    }

    /// <summary>Takes long because each of the instances starts, joins and lands something before it is killed.</summary>
    [Fact]
    public async Task InstancesThatAreKilledTwentyTimesLandEveryRecordOnce()
    {
        const int Kills = 20;
        const int Count = 200_000;
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var records = KeyedRecord.Many(Count, keys: 5000, seed: 5).ToList();
        var random = new Random(6);
        var landedSomething = 0;
        foreach (var (kill, flowing) in records.Chunk(Count / Kills).Index())
        {
            var before = RowsLanded();
            SetGroup($"group-{Topic}-{kill}");
            using var program = Start("--batch-size", "100", "--checkpoint-interval", "100ms");
            program.WaitFor("Partitions assigned");
            var publishing = Task.Run(() => Broker.Publish(Topic, flowing));
            Waiting.Until(() => RowsLanded() > before, TimeSpan.FromSeconds(10));

            await Task.Delay(random.Next(200));
            program.Kill();
            await publishing;
            landedSomething += RowsLanded() > before ? 1 : 0;
        }

        SetGroup($"group-{Topic}-last");
        Land("--batch-size", "10000");
        Assert.InRange(landedSomething, 5, 20);
        AssertIsAsComputed("append", records);
    }

    /// <summary>Takes long because a server stops and starts meanwhile.</summary>
    [Fact]
    public async Task AServerThatIsRestartedInMidRunLosesAndDoublesNothing()
    {
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var records = KeyedRecord.Many(40_000, keys: 500, seed: 7).ToList();
        using var program = Start("--batch-size", "100", "--checkpoint-interval", "100ms");
        program.WaitFor("Partitions assigned");
        var publishing = Task.Run(() => Broker.Publish(Topic, records));
        program.WaitFor("Batch flush");
        RestartServer();
        await publishing;
        program.WaitFor("is back after");
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
        Land();
        AssertIsAsComputed("append", records);
    }

    /// <summary>Takes long because the group forms a second time when the second instance joins.</summary>
    [Fact]
    public void TwoInstancesOfAGroupShareATable()
    {
        const int Count = 20_000;
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        using var first = Start("--batch-size", "100", "--flush-interval", "200ms", "--checkpoint-interval", "100ms");
        using var second = Start("--batch-size", "100", "--flush-interval", "200ms", "--checkpoint-interval", "100ms");
        first.WaitFor("Partitions assigned");
        second.WaitFor("Partitions assigned");
        var records = KeyedRecord.Many(Count, keys: 300, seed: 8).ToList();
        Broker.Publish(Topic, records);
        Assert.True(Waiting.Until(() => OffsetsReached() == Count, TimeSpan.FromSeconds(60)), first.ErrorSoFar + second.ErrorSoFar);
        foreach (var instance in (BuiltProgram[])[first, second])
        {
            instance.Terminate();
            Assert.Equal(0, instance.Wait().ExitCode);
            Assert.Contains("Batch flush", instance.ErrorSoFar, StringComparison.Ordinal);
        }

        Land();
        AssertIsAsComputed("upsert", records);
    }

    private long RowsLanded() => SumOfLedger("landed");

    private long OffsetsReached() => SumOfLedger("next_offset");

    private long SumOfLedger(string column)
    {
        _hasLedger = _hasLedger || Sql("SELECT count(*) FROM information_schema.tables WHERE table_name = 'hdfs_consumer_ledger'") is ["1"];
        return _hasLedger
            ? Sql($"SELECT coalesce(sum({column}), 0) FROM hdfs_consumer_ledger WHERE topic = '{Topic}'").Select(text => long.Parse(text, CultureInfo.InvariantCulture)).Single()
            : 0;
    }
}

/// <summary>On PostgreSQL.</summary>
public sealed class PostgreSqlTablesInTroubleTests(Broker broker, PostgreSqlServer server) : TablesInTroubleTests(broker, server), IClassFixture<Broker>, IClassFixture<PostgreSqlServer>;

/// <summary>On MariaDB, as MySQL.</summary>
public sealed class MariaDbTablesInTroubleTests(Broker broker, MariaDbServer server) : TablesInTroubleTests(broker, server), IClassFixture<Broker>, IClassFixture<MariaDbServer>;
