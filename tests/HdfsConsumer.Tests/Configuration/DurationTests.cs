using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("30s", 30_000)]
    [InlineData("30 S", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5", 500)]
    [InlineData("5m", 300_000)]
    [InlineData(" 1h ", 3_600_000)]
    [InlineData("24h", 86_400_000)]
    public void IsReadAsPeopleTypeIt(string text, int milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var time));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1,5s")]
    [InlineData("1.2.3s")]
    [InlineData("1e3")]
    [InlineData("5 min")]
    [InlineData("1h30m")]
    [InlineData("25h")]
    [InlineData("99999999999999999999999999999999999h")]
    [InlineData("\u0661\u0662s")]
    public void IsNothingElse(string text) => Assert.False(Duration.TryParse(text, out _));
}
