using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Lake;

public sealed class LakeFileNameTests
{
    private static readonly TopicKey Topic = new("lake", "cluster", "a.topic_of-ours", "1");

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var name = new LakeFileName("a.topic_of-ours", 3, 0, long.MaxValue);
        Assert.Equal("a.topic_of-ours+3+0+9223372036854775807.parquet", name.ToString());
        Assert.Equal(name, LakeFileName.Read($"/lake/date=2025-09-22/{name}"));
    }

    [Theory]
    [InlineData("topic+0+1+2.parquet.tmp")]
    [InlineData("topic+0+1.parquet")]
    [InlineData("topic+0+01+2.parquet")]
    [InlineData("topic+0+-1+2.parquet")]
    [InlineData("topic+0+1+9223372036854775808.parquet")]
    [InlineData("+0+1+2.parquet")]
    [InlineData("part-00000.parquet")]
    public void OtherNamesAreNone(string name) => Assert.Null(LakeFileName.Read(name));

    [Fact]
    public void ATopicThatIsNotTheFirstOfItsNameHasItsHashInTheName()
    {
        Assert.Equal("a.topic_of-ours", TopicStem.Of(Topic, isFirstOfItsName: true));
        Assert.Equal($"a.topic_of-ours~{Topic.Hash:x16}", TopicStem.Of(Topic, isFirstOfItsName: false));
    }

    [Fact]
    public void ALongNameIsCutAndHasItsHash()
    {
        var name = new LakeFileName(TopicStem.Of(Topic with { Topic = new string('x', 249) }, isFirstOfItsName: true), int.MaxValue, long.MaxValue, long.MaxValue);
        Assert.InRange(name.ToString().Length, 200, 255);
        Assert.Equal(name, LakeFileName.Read(name.ToString()));
    }
}
