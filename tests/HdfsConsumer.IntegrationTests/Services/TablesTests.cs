using System.Globalization;
using System.Text.Json;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>Landing in tables, by the built program; the same on both servers.</summary>
public abstract class TablesTests(Broker broker, DatabaseServer server) : TableTest(broker, server)
{
    [Fact]
    public void EveryRecordIsARow()
    {
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var records = KeyedRecord.Many(2000, keys: 50, seed: 1).ToList();
        Broker.Publish(Topic, records);
        Land();
        AssertIsAsComputed("append", records);
        Land();
        AssertIsAsComputed("append", records);
        Assert.Equal(["2000"], Sql($"SELECT count(DISTINCT id) FROM {Table} WHERE created_at IS NOT NULL"));
    }

    [Fact]
    public void TheNewestRecordOfAKeyIsItsRow()
    {
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        var records = KeyedRecord.Many(3000, keys: 200, seed: 2).ToList();
        Broker.Publish(Topic, records);
        Land("--batch-size", "70");
        AssertIsAsComputed("upsert", records);
    }

    [Fact]
    public void AnOlderRecordOfAnotherPartitionDoesNotOverwrite()
    {
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "k", 1, timestampMs: 2000)]);
        Land();
        Broker.Publish(Topic, [KeyedRecord.Of(1, "k", 2, timestampMs: 1000)]);
        Land();
        Assert.Equal(["1"], Sql($"SELECT number FROM {Table}"));
        Broker.Publish(Topic, [KeyedRecord.Of(2, "k", 3, timestampMs: 3000)]);
        Land();
        Assert.Equal(["3"], Sql($"SELECT number FROM {Table}"));
    }

    [Fact]
    public void AColumnMaySayWhichIsTheNewer()
    {
        ConfigureKeyed("""
            "Keys":["key"],"OrderBy":"number"
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "k", 7, timestampMs: 1000), KeyedRecord.Of(0, "k", 5, timestampMs: 2000)]);
        Land();
        Broker.Publish(Topic, [KeyedRecord.Of(1, "k", 6, timestampMs: 3000)]);
        Land();
        Assert.Equal(["7"], Sql($"SELECT number FROM {Table}"));
    }

    [Fact]
    public void ARecordWithoutAValueDeletesItsKey()
    {
        ConfigureKeyed("""
            "Keys":["key"],"DeleteOnNull":true
            """);
        var records = KeyedRecord.Many(3000, keys: 100, seed: 3, deletions: 0.3).ToList();
        Broker.Publish(Topic, records);
        Land("--batch-size", "70");
        AssertIsAsComputed("upsert", records, "WHERE NOT _deleted");

        // The marker that a deletion leaves is newer than what comes late.
        var late = KeyedRecord.Of(0, "k0", 1, timestampMs: 1) with { Key = "k0" };
        Broker.Publish(Topic, [KeyedRecord.Of(3, "gone", 1, timestampMs: long.MaxValue / 4) with { Value = null }]);
        Land();
        Broker.Publish(Topic, [late with { Partition = 1, Key = "gone", Value = late.Value!.Replace("k0", "gone", StringComparison.Ordinal) }]);
        Land();
        Assert.Equal(["1"], Sql($"SELECT count(*) FROM {Table} WHERE `key` = 'gone' AND _deleted"));
    }

    [Fact]
    public void WithoutThatItIsADeadLetter()
    {
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "k", 1), new KeyedRecord(0, "k", Value: null, 2000)]);
        Land();
        Assert.Equal(["1"], Sql($"SELECT number FROM {Table}"));
        Assert.Equal("null value", Assert.Single(DeadLetters()).GetProperty("reason").GetString());
    }

    [Fact]
    public void WhatATableRefusesIsADeadLetterAndTheRestLands()
    {
        Sql($"CREATE TABLE {Table} (`key` varchar(20) NOT NULL PRIMARY KEY, number int CHECK (number <> 5), text varchar(3), _order bigint NOT NULL DEFAULT -1, _partition int NOT NULL DEFAULT -1, _offset bigint NOT NULL DEFAULT -1)");
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [.. Enumerable.Range(0, 200).Select(number => KeyedRecord.Of(number % 4, $"k{number}", number)), KeyedRecord.Of(1, "k7", 5), KeyedRecord.Of(1, $"k{new string('x', 30)}", 0)]);
        Land();

        // Texts of four to six letters, the number 5, which is one of them, and twice more, and the long key.
        var refused = Enumerable.Range(0, 200).Where(number => number % 7 > 3).ToList();
        Assert.Equal([(200 - refused.Count).ToString(CultureInfo.InvariantCulture)], Sql($"SELECT count(*) FROM {Table}"));
        Assert.Equal(["0"], Sql($"SELECT number FROM {Table} WHERE `key` = 'k7'").Select(number => number == "7" ? "0" : number));
        Assert.Equal(refused.Count + 2, DeadLetters().Count);
        Assert.All(DeadLetters(), letter => Assert.StartsWith("the table refuses it: ", letter.GetProperty("reason").GetString(), StringComparison.Ordinal));
        SetGroup($"another-{Topic}");
        Land();
        Assert.Equal(refused.Count + 2, DeadLetters().Count);
    }

    [Fact]
    public void NothingOfManyRowsIsBentToFit()
    {
        Sql($"CREATE TABLE {Table} (n int CHECK (n <> 5), t varchar(3))");
        Configure("""
            {"n":"int","t":"text"}
            """, """
            "Mode":"append"
            """);
        Broker.Publish(Topic, Enumerable.Range(0, 1000).Select(n => $$"""{"n":{{n}},"t":"{{(n % 400 == 399 ? "four" : "a\\t\\\\")}}"}"""));
        Land();
        Assert.Equal(["997"], Sql($"SELECT count(*) FROM {Table}"));
        Assert.Equal(["a\t\\"], Sql($"SELECT DISTINCT t FROM {Table}"));
        Assert.Equal(3, DeadLetters().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void ValuesAtTheLimitsOfTheirTypesAreWhole(int others)
    {
        Configure("""
            {"n":"int","l":"long","f":"float","d":"double","m":"decimal(28,10)","b":"boolean","day":"date","at":"timestamp","t":"text","j":"json"}
            """, """
            "Mode":"append"
            """);
        var letters = string.Concat("naïve 東京 😀 \\ ' \" \t \u0001", new string('x', 300_000));
        Broker.Publish(Topic, new[]
        {
            $$"""{"n":2147483647,"l":9223372036854775807,"f":3.4028235E38,"d":1.7976931348623157E308,"m":123456789012345678.0123456789,"b":true,"day":"9999-12-31","at":"9999-12-31T23:59:59.999999Z","t":{{JsonSerializer.Serialize(letters)}},"j":{"a":[1, "😀"]} }""",
            """{"n":-2147483648,"l":-9223372036854775808,"f":-1.17549435E-38,"d":-2.2250738585072014E-308,"m":"-0.0000000001","b":"0","day":"1066-10-14","at":"1969-12-31T23:59:59.999999Z","t":"","j":"x"}""",
            """{"n":null,"l":"","at":"1900-01-01T00:00:00+02:00","day":"1969-07-20","j":null}""",
            """{"n":2147483648}""",
            """{"m":0.00000000001}""",
        }.Concat(Enumerable.Repeat("""{"n":7}""", others)));
        Land();
        Assert.Equal(
            [
                "-2147483648|-9223372036854775808|-2.2250738585072014E-308|-0.0000000001|0|1066-10-14|1969-12-31T23:59:59.999999|",
                "2147483647|9223372036854775807|1.7976931348623157E+308|123456789012345678.0123456789|1|9999-12-31|9999-12-31T23:59:59.999999|" + letters.Trim(),
                "|||||1969-07-20|1899-12-31T22:00:00.000000|",
            ],
            Sql($"SELECT n, l, d, m, b, CAST(day AS char(10)), at, t FROM {Table} WHERE n IS NULL OR n <> 7").Order(StringComparer.Ordinal));
        Assert.Equal(2, DeadLetters().Count);
    }

    [Fact]
    public void WhatATypeOfTheServerCannotHoldIsADeadLetter()
    {
        Configure("""
            {"d":"double","t":"text"}
            """, """
            "Mode":"append"
            """);
        Broker.Publish(Topic, new[] { """{"d":"NaN","t":"1"}""", """{"d":"-Infinity","t":"2"}""", """{"d":1.5,"t":"a\u0000b"}""", """{"d":2.5,"t":"3"}""" });
        Land();
        Assert.Equal(["4"], [(Sql($"SELECT t FROM {Table}").Count + DeadLetters().Count).ToString(CultureInfo.InvariantCulture)]);
        Assert.Contains("2.5|3", Sql($"SELECT d, t FROM {Table}"));
        if (IsPostgreSql)
        {
            Assert.Equal(["-Infinity", "2.5", "NaN"], Sql($"SELECT d FROM {Table}").Order(StringComparer.Ordinal));
        }
        else
        {
            Assert.Equal(["1.5|a\0b", "2.5|3"], Sql($"SELECT d, t FROM {Table}").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void AColumnThatATableLacksIsAddedLeftOutOrATrouble()
    {
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "k", 1)]);
        Land();
        const string Columns = """{"key":"text","number":"int","text":"text","more":"long"}""";
        Configure(Columns, """
            "Keys":["key"],"OnNewColumn":"fail"
            """);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("has no column more", outcome.Error, StringComparison.Ordinal);
        Configure(Columns, """
            "Keys":["key"],"OnNewColumn":"ignore"
            """);
        Broker.Publish(Topic, [new KeyedRecord(0, "l", """{"key":"l","number":2,"more":3}""", 2000)]);
        Land();
        Configure(Columns, """
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [new KeyedRecord(0, "m", """{"key":"m","number":3,"more":4}""", 2000)]);
        Land();
        Assert.Equal(["k|1|", "l|2|", "m|3|4"], Sql($"SELECT `key`, number, more FROM {Table} ORDER BY `key`"));
    }

    [Fact]
    public void ATableWithoutAUniqueIndexOnItsKeysIsRefused()
    {
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Sql($"CREATE TABLE {Table} (`key` varchar(20), number int, text varchar(20), _order bigint, _partition int, _offset bigint, UNIQUE (`key`, number))");
        Broker.Publish(Topic, [KeyedRecord.Of(0, "k", 1)]);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("has no unique index on just its keys", outcome.Error, StringComparison.Ordinal);
        Sql($"CREATE UNIQUE INDEX i_{Table} ON {Table} (`key`)");
        Land();
        Assert.Equal(["k|1"], Sql($"SELECT `key`, number FROM {Table}"));
    }

    [Fact]
    public void ADeadLetterThatIsReplayedDoesNotOverwriteWhatCameLater()
    {
        Sql($"CREATE TABLE {Table} (`key` varchar(20) NOT NULL PRIMARY KEY, number int, text varchar(20), _order bigint, _partition int, _offset bigint, CONSTRAINT c_{Table} CHECK (number < 100))");
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "a", 100, timestampMs: 5000), KeyedRecord.Of(1, "b", 101, timestampMs: 1000)]);
        Land();
        Assert.Equal(2, DeadLetters().Count);
        Broker.Publish(Topic, [KeyedRecord.Of(1, "b", 2, timestampMs: 3000)]);
        Land();
        Assert.Equal(["b|2"], Sql($"SELECT `key`, number FROM {Table} ORDER BY `key`"));
        Sql($"ALTER TABLE {Table} DROP CONSTRAINT c_{Table}");
        Replay();
        Assert.Equal(["a|100", "b|2"], Sql($"SELECT `key`, number FROM {Table} ORDER BY `key`"));
    }

    [Fact]
    public void DeadLettersOfAnotherBasePathAreOthers()
    {
        Sql($"CREATE TABLE {Table} (id bigint, `key` varchar(20), number int, text varchar(20), CONSTRAINT c_{Table} CHECK (number < 100))");
        ConfigureKeyed("""
            "Mode":"append"
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "a", 100)]);
        Land();
        Sql($"ALTER TABLE {Table} DROP CONSTRAINT c_{Table}");
        Replay();
        Assert.Equal(["100"], Sql($"SELECT number FROM {Table}"));

        ForgetBasePath();
        Sql($"ALTER TABLE {Table} ADD CONSTRAINT c_{Table} CHECK (number < 150)");
        Broker.Publish(Topic, [KeyedRecord.Of(0, "a", 200)]);
        Land();
        Assert.Single(DeadLetters());
        Sql($"ALTER TABLE {Table} DROP CONSTRAINT c_{Table}");
        Replay();
        Assert.Equal(["100", "200"], Sql($"SELECT number FROM {Table} ORDER BY number"));
        Replay();
        Assert.Equal(["100", "200"], Sql($"SELECT number FROM {Table} ORDER BY number"));
    }

    [Fact]
    public void TheColumnsThatATopicIsSaidToHaveMakeItsTable()
    {
        Configure("{}", """
            "Mode":"append"
            """);
        Broker.Publish(Topic, new[] { """{"n":"1","at":"2026-02-28T12:00:00Z","t":"a"}""", """{"n":2,"day":"1969-12-31","t":"007"}""", """{"n":null,"d":1.5}""" });
        Assert.Contains($"`infer {Topic}` says", Run().Error, StringComparison.Ordinal);
        using var infer = StartProgram("infer", Topic);
        using var inferred = JsonDocument.Parse($"{{{infer.Wait().Output}}}");
        Configure(inferred.RootElement.GetProperty("Parse").GetProperty("Columns").GetRawText(), """
            "Mode":"append"
            """);
        Land();
        Assert.Equal(
            ["1||2026-02-28T12:00:00.000000||a", "2|1969-12-31|||007", "|||1.5|"],
            Sql($"SELECT n, day, at, d, t FROM {Table}").Order(StringComparer.Ordinal));
    }

    private void Replay()
    {
        using var replay = StartProgram("replay", "tables");
        var outcome = replay.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error + outcome.Output);
    }
}

/// <summary>On PostgreSQL.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTablesTests(Broker broker, PostgreSqlServer server) : TablesTests(broker, server), IClassFixture<Broker>
{
    [Fact]
    public void ATableThatACrashEmptiesIsRefused()
    {
        Sql($"CREATE UNLOGGED TABLE {Table} (key text, number int, text text)");
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is UNLOGGED", outcome.Error, StringComparison.Ordinal);
    }
}

/// <summary>On MariaDB, as MySQL.</summary>
[Collection(MariaDbCollection.Name)]
public sealed class MariaDbTablesTests(Broker broker, MariaDbServer server) : TablesTests(broker, server), IClassFixture<Broker>
{
    [Fact]
    public void ARecordThatIsLargerThanAPacketIsADeadLetterAndTheRestLands()
    {
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var packet = Sql("SELECT @@max_allowed_packet").Single();
        Sql("SET GLOBAL max_allowed_packet = 262144");
        try
        {
            Broker.Publish(Topic, [.. Enumerable.Range(0, 40).Select(number => TextOf(number, letters: number == 7 ? 300_000 : 30_000))]);
            Land();
        }
        finally
        {
            Sql($"SET GLOBAL max_allowed_packet = {packet}");
        }

        Assert.Equal(["39|1170000"], Sql($"SELECT count(*), sum(length(text)) FROM {Table}"));
        Assert.Contains("max_allowed_packet", Assert.Single(DeadLetters()).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyRowsGoByLoadDataAndNothingOfThemIsBentToFit()
    {
        const int Count = 20_000;
        Sql($"CREATE TABLE {Table} (n int, t varchar(3))");
        Configure("""
            {"n":"int","t":"text"}
            """, """
            "Mode":"append"
            """);
        var before = FilesLoaded();
        Broker.Publish(Topic, Enumerable.Range(0, Count).Select(n => $$"""{"n":{{n}},"t":"a\t\\"}"""));
        Land("--batch-size", $"{Count}", "--flush-interval", "5m");
        Assert.NotEqual(before, FilesLoaded());
        Assert.Equal([$"{Count}|{Count}"], Sql($"SELECT count(*), count(DISTINCT n) FROM {Table} WHERE t = 'a\t\\\\'"));

        Broker.Publish(Topic, Enumerable.Range(Count, Count).Select(n => $$"""{"n":{{n}},"t":"{{(n % 8000 == 7999 ? "four" : "b")}}"}"""));
        Land("--batch-size", $"{Count}", "--flush-interval", "5m");
        Assert.Equal([$"{Count - 3}"], Sql($"SELECT count(DISTINCT n) FROM {Table} WHERE t = 'b'"));
        Assert.Equal(3, DeadLetters().Count);
    }

    [Fact]
    public void ATableWithoutTransactionsIsRefused()
    {
        Sql($"CREATE TABLE {Table} (id bigint AUTO_INCREMENT PRIMARY KEY, `key` text, number int, text text) ENGINE = MyISAM");
        ConfigureKeyed("""
            "Mode":"append"
            """);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("has an engine without transactions", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADimensionThatDoesNotTellValuesApartIsRefused()
    {
        Sql($"CREATE TABLE d_{Table} (number_of_key bigint AUTO_INCREMENT PRIMARY KEY, `key` varchar(20) COLLATE utf8mb4_general_ci NOT NULL UNIQUE)");
        ConfigureKeyed($$"""
            "Keys":["key"],"Dimensions":{"d_{{Table}}":{"Column":"key","Key":"number_of_key"} }
            """);
        Broker.Publish(Topic, [KeyedRecord.Of(0, "a", 1), KeyedRecord.Of(0, "A", 2)]);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("takes two values of key for one", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Sql($"SELECT `key` FROM {Table}"));
    }

    [Fact]
    public void ATableWhoseRowsMeetInAnotherIndexIsRefused()
    {
        Sql($"CREATE TABLE {Table} (id bigint AUTO_INCREMENT PRIMARY KEY, `key` varchar(20), number int, text varchar(20), UNIQUE (`key`), UNIQUE (number))");
        ConfigureKeyed("""
            "Keys":["key"]
            """);
        var outcome = Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("has a unique index on number", outcome.Error, StringComparison.Ordinal);
    }

    private string FilesLoaded() => Sql("SHOW GLOBAL STATUS LIKE 'Com_load'").Single();

    private static KeyedRecord TextOf(int number, int letters) =>
        KeyedRecord.Of(number % 4, $"k{number}", number) with { Value = $$"""{"key":"k{{number}}","number":{{number}},"text":"{{new string('x', letters)}}"}""" };
}
