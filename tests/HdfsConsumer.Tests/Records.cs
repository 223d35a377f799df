using System.Text;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests;

/// <summary>Records for tests that need some.</summary>
internal static class Records
{
    public static readonly TopicKey Topic = new("geo-weather", "cluster", "weather", "1");

    public static TopicWatermarks Watermarks(LocalDisk disk, TemporaryFolder folder) => new(disk, folder["weather.watermarks"]);

    public static PartitionTenure Tenure(TopicWatermarks watermarks, int partition = 0, long start = 0) => new(Topic, partition, watermarks, start);

    public static ConsumedRecord Record(PartitionTenure tenure, long offset, string value) =>
        new(tenure, offset, 1_700_000_000_000, Encoding.UTF8.GetBytes(value), isTombstone: false);
}
