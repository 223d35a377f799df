using HdfsConsumer.Observing;

namespace HdfsConsumer.Tests.Observing;

public sealed class LandingLogTests : IDisposable
{
    private readonly LogLines _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void OperatorsOfThePythonVersionKnowTheLines()
    {
        _lines.Log.Connected("localhost:9092");
        _lines.Log.Subscribed(["geo_weather_stream", "alert_stream"]);
        _lines.Log.Processed(50, "FR/Paris");
        _lines.Log.BatchFlushed(150, 8);
        _lines.Log.Performance(125.34);

        Assert.Equal(
            [
                "INFO - Connected to Kafka broker localhost:9092",
                "INFO - Subscribed to topics: geo_weather_stream, alert_stream",
                "INFO - Processed 50 messages, wrote to FR/Paris/",
                "INFO - Batch flush: 150 records to 8 locations",
                "INFO - Performance: 125.3 msg/sec avg",
            ],
            _lines.WithoutTimes);
    }

    [Fact]
    public void ALineBeginsWithTheLocalTime()
    {
        var before = DateTime.Now.AddSeconds(-1);
        _lines.Log.Connected("x");

        var time = DateTime.ParseExact(_lines.Whole[0][1..20], "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(time, before, DateTime.Now);
    }

    [Fact]
    public void AnAssignmentSaysWhereReadingBeginsAndWhy()
    {
        _lines.Log.PartitionsAssigned([new("a", 0, 1234, "watermark"), new("a", 1, 0, "earliest")], held: 3);

        Assert.Equal(["INFO - Partitions assigned: a[0] from 1234 (watermark), a[1] from 0 (earliest) (3 in all)"], _lines.WithoutTimes);
    }

    [Fact]
    public void PartitionsThatBeginAlikeAreToldTogether()
    {
        _lines.Log.PartitionsAssigned([.. new[] { 2, 0, 1, 7, 5, 4 }.Select(number => new AssignedPartition("a", number, 0, "earliest")), new("b", 0, 0, "earliest")], held: 7);

        Assert.Equal(["INFO - Partitions assigned: a[0-2,4-5,7] from 0 (earliest), b[0] from 0 (earliest) (7 in all)"], _lines.WithoutTimes);
    }

    [Fact]
    public void ATopicThatMayHaveBeenMeantIsNamed()
    {
        _lines.Log.TopicMissing("weather", near: null);
        _lines.Log.TopicMissing("wether", near: "weather");

        Assert.Equal(
            ["WARNING - Topic weather does not exist; waiting for it to be created", "WARNING - Topic wether does not exist; waiting for it to be created, or did you mean weather?"],
            _lines.WithoutTimes);
    }

    [Fact]
    public void LostRecordsAreCounted()
    {
        _lines.Log.RecordsLost("a[0]", 5);

        Assert.Equal(["WARNING - Data loss: 5 offsets of a[0] were removed by retention before they were landed"], _lines.WithoutTimes);
    }

    [Fact]
    public void AFailureEndsWithItsCause()
    {
        _lines.Log.FailedWith(new IOException("Input/output error"));

        Assert.Equal(["DEBUG - The failure in full: Input/output error"], _lines.WithoutTimes);
    }
}
