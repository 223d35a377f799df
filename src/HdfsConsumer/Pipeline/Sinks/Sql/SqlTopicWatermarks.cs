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
    public bool TryBegin(int partition, long? decidedBy, long start)
    {
        var key = new PartitionKey(topic.Hash, partition);
        var isBegun = database.TryTransact(transaction =>
        {
            if (SqlLedger.Lock(transaction, key)?.Next != decidedBy)
            {
                return false;
            }

            if (decidedBy is null)
            {
                SqlLedger.Insert(transaction, topic, partition, start);
            }
            else
            {
                SqlLedger.Raise(transaction, key, start, last: null);
            }

            return true;
        });
        if (isBegun)
        {
            ledger.Began(key, start);
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
}
