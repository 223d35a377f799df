using System.Globalization;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>The name of a partition's state: <c>TOPIC+PARTITION.state</c>.</summary>
/// <param name="Stem">The topic as names tell it apart; see <see cref="TopicStem.Of"/>.</param>
/// <param name="Partition">Kafka's partition number.</param>
internal readonly record struct PartitionStateName(string Stem, int Partition)
{
    private const string Extension = ".state";

    /// <summary>The name of what is kept of a holding's partition.</summary>
    public static PartitionStateName Of(PartitionTenure tenure, LandingFolder landing) => new(TopicStem.In(tenure.Topic, landing), tenure.Partition);

    /// <summary>Reads the name of a file; null when it is none of ours.</summary>
    /// <param name="path">Its path, or its name alone.</param>
    public static PartitionStateName? Read(string path)
    {
        var name = Path.GetFileName(path);
        var parts = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length].Split('+') : [];
        return parts is [{ Length: > 0 } stem, var partition] && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PartitionStateName(stem, number)
            : null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stem}+{Partition}{Extension}");
}
