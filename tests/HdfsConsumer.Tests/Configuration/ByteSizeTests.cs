using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("500000", 500_000)]
    [InlineData("1B", 1)]
    [InlineData("1KB", 1_000)]
    [InlineData("1kib", 1_024)]
    [InlineData("100MB", 100_000_000)]
    [InlineData("64 MiB", 67_108_864)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("1TiB", 1_099_511_627_776)]
    public void IsReadAsPeopleTypeIt(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("100M")]
    [InlineData("1.5")]
    [InlineData("0.0001KB")]
    [InlineData("1,000")]
    [InlineData("999999999999999TiB")]
    [InlineData("100 MB s")]
    public void IsNothingElse(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
