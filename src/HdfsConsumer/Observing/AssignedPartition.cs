using System.Globalization;

namespace HdfsConsumer.Observing;

/// <summary>A partition that this instance holds from now on.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="StartOffset">The offset that reading begins at.</param>
/// <param name="Reason">Why there.</param>
internal readonly record struct AssignedPartition(string Topic, int Partition, long StartOffset, string Reason)
{
    /// <summary>
    /// Partitions in few words: <c>orders[0-2,7] from 0 (earliest)</c>, those of a topic that begin at the same offset for the same reason together.
    /// </summary>
    public static IEnumerable<string> InWords(IEnumerable<AssignedPartition> partitions) => partitions
        .GroupBy(assigned => (assigned.Topic, assigned.StartOffset, assigned.Reason), assigned => assigned.Partition)
        .Select(alike => string.Create(CultureInfo.InvariantCulture, $"{alike.Key.Topic}[{Ranges(alike)}] from {alike.Key.StartOffset} ({alike.Key.Reason})"));

    private static string Ranges(IEnumerable<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var number in numbers.Order())
        {
            if (ranges is [.., var range] && range.Last == number - 1)
            {
                ranges[^1] = (range.First, number);
            }
            else
            {
                ranges.Add((number, number));
            }
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
    }
}
