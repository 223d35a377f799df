using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>
/// One stream of records as the ledgers tell them apart: a topic of a cluster, in one of its incarnations, read by a
/// pipeline. The consumer group is no part of it: another group reads the same records.
/// </summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="ClusterId">The Kafka cluster's own id.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="Incarnation">The topic's id where the broker has ids, else a running number: a topic that was deleted and
/// created again is another one.</param>
internal sealed record TopicKey(string Pipeline, string ClusterId, string Topic, string Incarnation)
{
    /// <summary>The first 8 bytes of the SHA-256 of the four parts, NUL between them: the stream's name in ledgers and file names.</summary>
    public ulong Hash { get; } = BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Pipeline}\0{ClusterId}\0{Topic}\0{Incarnation}")));
}

/// <summary>A partition of a <see cref="TopicKey"/> as ledgers write it.</summary>
/// <param name="TopicHash"><see cref="TopicKey.Hash"/>.</param>
/// <param name="Partition">Kafka's partition number.</param>
internal readonly record struct PartitionKey(ulong TopicHash, int Partition);
