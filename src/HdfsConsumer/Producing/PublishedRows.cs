using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>
/// Which rows of a source are in a topic, by the marks that their records carry. A bit for each line: any set of rows can be
/// there, for a run that was killed may have left holes in every partition.
/// </summary>
internal sealed class PublishedRows
{
    private readonly ulong[] _lines;

    private PublishedRows(long lastLine) => _lines = new ulong[(lastLine / 64) + 1];

    /// <summary>No row.</summary>
    public static PublishedRows None { get; } = new(0);

    /// <summary>Whether the row that begins on a line is there.</summary>
    public bool Contains(long line) => line / 64 < _lines.Length && (_lines[line / 64] & Bit(line)) != 0;

    /// <summary>Reads a topic, from its beginning to the end that it has now.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="topic">The topic and how many partitions it has.</param>
    /// <param name="sourceName">See <see cref="IRowSource.Name"/>.</param>
    /// <param name="index">The rows of the source.</param>
    /// <param name="stop">Ends the reading early; what comes back is not to be used then.</param>
    /// <exception cref="StopException">The broker stops answering.</exception>
    public static PublishedRows Find(KafkaCluster cluster, KafkaSettings settings, (string Name, int Partitions) topic, string sourceName, RowIndex index, CancellationToken stop)
    {
        var found = new PublishedRows(index.LastLine);
        var mark = new RowMark(sourceName);
        using var records = new TopicReader(cluster, settings, topic);
        while (!stop.IsCancellationRequested && records.Read() is { } headers)
        {
            if (headers.TryGetLastBytes(RowMark.HeaderKey, out var value) && mark.TryRead(value, out var line, out var print) && index.Has(line, print))
            {
                found._lines[line / 64] |= Bit(line);
            }
        }

        return found;
    }

    private static ulong Bit(long line) => 1UL << (int)(line % 64);
}
