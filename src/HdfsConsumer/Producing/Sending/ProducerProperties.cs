using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Producing.Sending;

/// <summary>librdkafka's properties for publishing; those of the settings go over the ones that may be chosen.</summary>
internal static class ProducerProperties
{
    /// <summary>All of them.</summary>
    /// <param name="settings">What the operator set.</param>
    /// <param name="batchRecords">Records sent together at most.</param>
    /// <param name="transactionalId">What the transaction goes by, null for none.</param>
    public static Dictionary<string, string> For(KafkaSettings settings, int batchRecords, string? transactionalId)
    {
        var properties = new Dictionary<string, string>
        {
            // librdkafka brings lz4 along on every machine; zstd only where it was built with it.
            ["compression.type"] = "lz4",

            // A partition's share of what comes in this time goes together; less makes many small requests, more keeps a record waiting.
            ["linger.ms"] = "50",

            // Keys go to the partitions that Java's clients and kafka-python would send them to.
            ["partitioner"] = "murmur2_random",
            ["message.timeout.ms"] = "60000",

            // Memory: what waits to be sent.
            ["queue.buffering.max.kbytes"] = "32768",
            ["batch.num.messages"] = batchRecords.ToString(CultureInfo.InvariantCulture),

            // The longest that brokers allow unless they are told otherwise.
            ["transaction.timeout.ms"] = "900000",
        };
        foreach (var (name, value) in ClientProperties.For(settings))
        {
            properties[name] = value;
        }

        properties["enable.idempotence"] = "true";
        properties["acks"] = "all";

        // Also records that were taken come back to the thread that sent them. If the client's own thread freed them, both would contend for
        // the lock of the memory that they are in: measured, that costs up to twice as much time as all the rest.
        properties["delivery.report.only.error"] = "false";
        if (transactionalId is not null)
        {
            properties["transactional.id"] = transactionalId;
        }

        return properties;
    }
}
