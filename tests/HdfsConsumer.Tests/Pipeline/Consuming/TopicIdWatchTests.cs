using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Tests.Pipeline.Consuming;

public sealed class TopicIdWatchTests
{
    private readonly TopicIdWatch _watch = new();

    [Fact]
    public void ATopicWithAnotherIdIsToldOnce()
    {
        _watch.Read("[thrd:main]: Topic geo_weather_stream changed id from NWtNhepiRPCLNucXs+gPtQ to 8Wt3hepiRPCL0ucXs+gPtQ");
        Assert.True(_watch.TryTake(out var topic));
        Assert.Equal("geo_weather_stream", topic);
        Assert.False(_watch.TryTake(out _));
    }

    [Theory]
    [InlineData("[thrd:main]: Topic geo_weather_stream changed id from AAAAAAAAAAAAAAAAAAAAAA to NWtNhepiRPCLNucXs+gPtQ")]
    [InlineData("[thrd:main]: Topic geo_weather_stream [3] Leader 1 Epoch 2")]
    [InlineData("")]
    public void TheFirstIdAndOtherLinesAreNoChange(string line)
    {
        _watch.Read(line);
        Assert.False(_watch.TryTake(out _));
    }
}
