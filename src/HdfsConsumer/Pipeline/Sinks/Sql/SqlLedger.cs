using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// What a database knows of the offsets that its tables hold: a row for each partition, changed in the transaction that changes the tables. Its
/// next offset is the ledger and the watermark in one, for what is committed is stable.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class SqlLedger(SqlDatabase database)
{
    /// <summary>The table with a row for each partition.</summary>
    public const string Table = TableNames.Ledger;

    /// <summary>The table with a row for each incarnation of each topic.</summary>
    public const string Topics = TableNames.Topics;

    private const string Columns = "partition_number, first_offset, next_offset, last_offset, last_timestamp, last_checksum";

    /// <summary>One thread may write rows while another begins a partition.</summary>
    private readonly ConcurrentDictionary<PartitionKey, long> _durable = [];

    /// <summary>The statements that make the two tables where there are none.</summary>
    public IEnumerable<string> Definitions =>
    [
        $"""
        CREATE TABLE IF NOT EXISTS {Topics} (
            stream char(16) NOT NULL PRIMARY KEY, pipeline varchar(60) NOT NULL, cluster varchar(200) NOT NULL, topic varchar(249) NOT NULL,
            number int NOT NULL, incarnation varchar(100) NOT NULL, topic_id varchar(100), partitions int NOT NULL){database.Dialect.TableOptions}
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Table} (
            stream char(16) NOT NULL, partition_number int NOT NULL, pipeline varchar(60) NOT NULL, topic varchar(249) NOT NULL,
            first_offset bigint NOT NULL, next_offset bigint NOT NULL, last_offset bigint, last_timestamp bigint, last_checksum bigint,
            newest_timestamp bigint NOT NULL, landed bigint NOT NULL, PRIMARY KEY (stream, partition_number)){database.Dialect.TableOptions}
        """,
    ];

    /// <summary>A stream as the tables name it.</summary>
    public static string StreamOf(ulong topicHash) => topicHash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The offset below which this instance knows that everything is committed; 0 for partitions of others.</summary>
    public long DurableNext(PartitionKey key) => _durable.GetValueOrDefault(key);

    /// <summary>What was committed of a partition.</summary>
    public void Committed(PartitionKey key, long next) => _durable[key] = Math.Max(next, DurableNext(key));

    /// <summary>Begins again, lower than before perhaps.</summary>
    public void Began(PartitionKey key, long next) => _durable[key] = next;

    /// <summary>What a pipeline has landed, in the order of its topics.</summary>
    public IReadOnlyList<LandedTopicView> Look(string pipeline)
    {
        var topics = database.Do(connection => connection.Read(
            $"SELECT cluster, topic, incarnation, number FROM {Topics} WHERE pipeline = @pipeline ORDER BY cluster, topic, number",
            row => (Key: new TopicKey(pipeline, row.GetString(0), row.GetString(1), row.GetString(2)), Number: row.Whole(3)!.Value),
            ("@pipeline", pipeline)));
        return
        [
            .. from topic in topics
               let newest = topics.Where(other => other.Key.ClusterId == topic.Key.ClusterId && other.Key.Topic == topic.Key.Topic).Max(other => other.Number)
               select new LandedTopicView(topic.Key, topic.Number == newest, Read(topic.Key.Hash)),
        ];
    }

    /// <summary>How many records a pipeline has landed in its tables; null where it has not begun.</summary>
    public long? Landed(string pipeline) => database.Do(connection => connection.Read(
        $"SELECT sum(landed) FROM {Table} WHERE pipeline = @pipeline", row => row.Whole(0), ("@pipeline", pipeline)).Single());

    /// <summary>The watermarks of a topic, by partition.</summary>
    public Dictionary<int, Watermark> Read(ulong topicHash) => database.Do(connection => connection.Read(
        $"SELECT {Columns} FROM {Table} WHERE stream = @stream", EntryOf, ("@stream", StreamOf(topicHash)))).ToDictionary();

    /// <summary>The same of one partition, its row locked until the transaction ends; null when there is none.</summary>
    public static Watermark? Lock(DbTransaction transaction, PartitionKey key) => transaction
        .Read(
            $"SELECT {Columns} FROM {Table} WHERE stream = @stream AND partition_number = @partition FOR UPDATE NOWAIT",
            row => (Watermark?)EntryOf(row).Value,
            ("@stream", StreamOf(key.TopicHash)),
            ("@partition", key.Partition))
        .SingleOrDefault();

    /// <summary>
    /// Locks the rows of partitions until the transaction ends, in an order that is the same everywhere, and returns what they say.
    /// </summary>
    /// <exception cref="DestinationDoubtException">
    /// One is not there any more, or says less than this instance has committed: the server lost it in a crash, or was set back to a copy.
    /// </exception>
    public Dictionary<PartitionKey, LedgerEntry> Lock(DbTransaction transaction, IReadOnlyList<PartitionKey> keys)
    {
        var places = string.Join(", ", keys.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(@stream{i}, @partition{i})")));
        var parameters = keys.SelectMany((key, i) => new (string, object?)[]
        {
            (string.Create(CultureInfo.InvariantCulture, $"@stream{i}"), StreamOf(key.TopicHash)),
            (string.Create(CultureInfo.InvariantCulture, $"@partition{i}"), key.Partition),
        });
        var entries = transaction.Read(
            $"SELECT stream, partition_number, next_offset, newest_timestamp FROM {Table} WHERE (stream, partition_number) IN ({places}) ORDER BY stream, partition_number FOR UPDATE NOWAIT",
            row => KeyValuePair.Create(
                new PartitionKey(ulong.Parse(row.GetString(0), NumberStyles.HexNumber, CultureInfo.InvariantCulture), (int)row.Whole(1)!.Value),
                new LedgerEntry(row.Whole(2)!.Value, row.Whole(3)!.Value)),
            [.. parameters]).ToDictionary();
        if (entries.Count < keys.Count)
        {
            throw new DestinationDoubtException($"The ledger in table {Table} has lost {keys.Count - entries.Count} of its rows.");
        }

        foreach (var (key, entry) in entries.Where(entry => entry.Value.Next < DurableNext(entry.Key)))
        {
            throw new DestinationDoubtException($"The ledger in table {Table} expects offset {entry.Next} of partition {key.Partition}, but {DurableNext(key)} was committed.");
        }

        return entries;
    }

    /// <summary>Makes the row of a partition.</summary>
    public static void Insert(DbTransaction transaction, TopicKey topic, int partition, long start) => transaction.Run(
        $"""
        INSERT INTO {Table} (stream, partition_number, pipeline, topic, first_offset, next_offset, newest_timestamp, landed)
        VALUES (@stream, @partition, @pipeline, @topic, @start, @start, 0, 0)
        """,
        ("@stream", StreamOf(topic.Hash)),
        ("@partition", partition),
        ("@pipeline", topic.Pipeline),
        ("@topic", topic.Topic),
        ("@start", start));

    /// <summary>Raises the watermark of a partition; one that is higher stays.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="key">The partition.</param>
    /// <param name="next">The new watermark.</param>
    /// <param name="last">A landed record below it, null to leave the one that is known.</param>
    /// <param name="newestTimestamp">The greatest timestamp below it, milliseconds since 1970 UTC; a greater one stays.</param>
    /// <param name="landed">How many records were landed.</param>
    public static void Raise(DbTransaction transaction, PartitionKey key, long next, RecordPrint? last, long newestTimestamp = 0, long landed = 0) => transaction.Run(
        $"""
        UPDATE {Table} SET next_offset = @next, newest_timestamp = GREATEST(newest_timestamp, @newest), landed = landed + @landed
        {(last is null ? "" : ", last_offset = @offset, last_timestamp = @timestamp, last_checksum = @checksum")}
        WHERE stream = @stream AND partition_number = @partition AND next_offset < @next
        """,
        [
            ("@next", next), ("@newest", newestTimestamp), ("@landed", landed), ("@stream", StreamOf(key.TopicHash)), ("@partition", key.Partition),
            .. last is { } print
                ? new (string, object?)[] { ("@offset", print.Offset), ("@timestamp", print.TimestampMs), ("@checksum", (long)print.ValueChecksum) }
                : [],
        ]);

    private static KeyValuePair<int, Watermark> EntryOf(DbDataReader row) => KeyValuePair.Create(
        (int)row.Whole(0)!.Value,
        new Watermark(
            row.Whole(2)!.Value,
            row.Whole(3) is { } offset ? new RecordPrint(offset, row.Whole(4)!.Value, (uint)row.Whole(5)!.Value) : null,
            row.Whole(1)!.Value));
}

/// <summary>What the ledger says of a partition when rows are written.</summary>
/// <param name="Next">The next offset that it expects.</param>
/// <param name="NewestTimestampMs">The greatest timestamp of a record so far, milliseconds since 1970 UTC.</param>
internal readonly record struct LedgerEntry(long Next, long NewestTimestampMs);
