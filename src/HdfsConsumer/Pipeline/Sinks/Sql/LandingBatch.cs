using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// The buffers that one transaction lands, and what their holdings are like at this moment: the next records may be taken while these are written.
/// </summary>
internal sealed class LandingBatch
{
    private readonly Dictionary<PartitionTenure, RecordPrint?> _holdings = [];

    /// <summary>Looks at the holdings that have not ended.</summary>
    public LandingBatch(IReadOnlyList<DestinationBuffer> buffers)
    {
        Buffers = buffers;
        PartitionTenure? last = null;
        foreach (var buffer in buffers)
        {
            foreach (var record in buffer.Records)
            {
                // Records of a partition mostly come one after the other.
                if (!ReferenceEquals(record.Tenure, last) && !record.Tenure.HasEnded)
                {
                    _holdings[record.Tenure] = record.Tenure.LastTaken;
                }

                last = record.Tenure;
            }
        }
    }

    /// <summary>The buffers, which do not change meanwhile.</summary>
    public IReadOnlyList<DestinationBuffer> Buffers { get; }

    /// <summary>The holdings that had not ended, each with the last record that was taken of it. No two of one partition.</summary>
    public IReadOnlyDictionary<PartitionTenure, RecordPrint?> Holdings => _holdings;

    /// <summary>Their partitions, in an order that is the same everywhere.</summary>
    public IReadOnlyList<PartitionKey> Partitions => [.. _holdings.Keys.Select(tenure => tenure.Key).OrderBy(key => key.TopicHash).ThenBy(key => key.Partition)];
}
