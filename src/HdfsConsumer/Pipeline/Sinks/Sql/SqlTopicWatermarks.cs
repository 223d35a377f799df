using System.Data.Common;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>The watermarks of one topic in the <see cref="SqlLedger"/>.</summary>
/// <param name="database">The database.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="topic">The topic.</param>
internal sealed class SqlTopicWatermarks(SqlDatabase database, SqlLedger ledger, TopicKey topic) : ITopicWatermarks
{
    /// <inheritdoc/>
    public int PartitionsAtFirstSight { get; private set; }

    /// <inheritdoc/>
    public Watermark? this[int partition] => ledger.Read(topic.Hash).TryGetValue(partition, out var watermark) ? watermark : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, Watermark> TryReadDurably() => ledger.Read(topic.Hash);

    /// <inheritdoc/>
    public long DurableNext(int partition) => ledger.DurableNext(new PartitionKey(topic.Hash, partition));

    /// <inheritdoc/>
    public bool TryOpen(int partitions) => database.TryTransact(transaction =>
    {
        (string, object?)[] stream = [("@stream", SqlLedger.StreamOf(topic.Hash)), ("@partitions", partitions)];
        transaction.Run($"UPDATE {SqlLedger.Topics} SET partitions = @partitions WHERE stream = @stream AND partitions = 0", stream);
        PartitionsAtFirstSight = (int)transaction.Read($"SELECT partitions FROM {SqlLedger.Topics} WHERE stream = @stream", row => row.Whole(0)!.Value, stream[0]).Single();
        return true;
    });

    /// <inheritdoc/>
    public bool TryBegin(IReadOnlyCollection<PartitionStart> starts)
    {
        var isBegun = database.TryTransact(transaction => starts.OrderBy(start => start.Partition).All(start => TryBegin(transaction, start)));
        foreach (var start in isBegun ? starts : [])
        {
            ledger.Began(KeyOf(start), start.Offset);
        }

        return isBegun;
    }

    /// <inheritdoc/>
    public bool TryRaise(IReadOnlyCollection<KeyValuePair<int, Watermark>> raised)
    {
        var isRaised = database.TryTransact(transaction =>
        {
            foreach (var (partition, watermark) in raised.OrderBy(entry => entry.Key))
            {
                SqlLedger.Raise(transaction, new PartitionKey(topic.Hash, partition), watermark.Next, watermark.Last);
            }

            return true;
        });
        foreach (var (partition, watermark) in isRaised ? raised : [])
        {
            ledger.Committed(new PartitionKey(topic.Hash, partition), watermark.Next);
        }

        return isRaised;
    }

    private bool TryBegin(DbTransaction transaction, PartitionStart start)
    {
        if (SqlLedger.Lock(transaction, KeyOf(start))?.Next != start.DecidedBy)
        {
            return false;
        }

        if (start.DecidedBy is null)
        {
            SqlLedger.Insert(transaction, topic, start.Partition, start.Offset);
        }
        else
        {
            SqlLedger.Raise(transaction, KeyOf(start), start.Offset, last: null);
        }

        return true;
    }

    private PartitionKey KeyOf(PartitionStart start) => new(topic.Hash, start.Partition);
}
