using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

public sealed class NameKindsTests
{
    [Theory]
    [InlineData("geo_weather_stream")]
    [InlineData("a.b-C_9")]
    [InlineData("...")]
    public void ATopicIsWhatKafkaTakesForOne(string name) => Assert.True(NameKinds.IsTopic(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("\u00e4")]
    public void AndNothingElse(string name) => Assert.False(NameKinds.IsTopic(name));

    [Fact]
    public void ATopicHasAtMost249Letters()
    {
        Assert.True(NameKinds.IsTopic(new string('a', 249)));
        Assert.False(NameKinds.IsTopic(new string('a', 250)));
    }

    [Fact]
    public void SpaceAroundTopicsDoesNotCount() => Assert.Equal(["a", "b"], NameKinds.Topics.Read(" a , b ").Value);

    [Theory]
    [InlineData("", "names no topic")]
    [InlineData("a,b,a", "names a more than once")]
    [InlineData("a,b/c", "has 'b/c' in it, which is no topic name")]
    [InlineData("a,", "has nothing between two commas or at an end")]
    public void AListOfTopicsThatIsRefusedSaysWhy(string text, string refusal) => Assert.Equal(refusal, NameKinds.Topics.Read(text).Refusal);

    [Theory]
    [InlineData("9464", "127.0.0.1:9464")]
    [InlineData(":9464", "127.0.0.1:9464")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("[::1]:9464", "[::1]:9464")]
    public void WhatIsListenedOnIsLoopbackUnlessAnAddressIsGiven(string text, string address) =>
        Assert.Equal(address, NameKinds.ListenAddress.Read(text).Value?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1:9464")]
    [InlineData("example.com:9464")]
    public void AndNothingElseIsListenedOn(string text) => Assert.NotNull(NameKinds.ListenAddress.Read(text).Refusal);

    [Theory]
    [InlineData("localhost:9092")]
    [InlineData("kafka")]
    [InlineData("a-1.example:1, b_2:65535")]
    [InlineData("[::1]:9092")]
    [InlineData("[::1]")]
    [InlineData("SASL_SSL://kafka:9093")]
    public void AServerIsAHostAndMayHaveAPort(string text) => Assert.Null(NameKinds.Servers.Read(text).Refusal);

    [Theory]
    [InlineData("")]
    [InlineData(":9092")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("a:1,,b:1")]
    [InlineData("::1")]
    [InlineData("[nothing]:1")]
    [InlineData("http//host:1")]
    [InlineData("user@host:1")]
    public void AServerIsNothingElse(string text) => Assert.NotNull(NameKinds.Servers.Read(text).Refusal);
}
