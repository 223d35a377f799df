using System.Text;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Sources;

public sealed class RowMarkTests
{
    [Fact]
    public void ARowIsKnownAgain()
    {
        var mark = new RowMark("a b é.csv");
        Assert.Equal("17 00000000000000ff a b é.csv", Encoding.UTF8.GetString(mark.Of(17, 255)));
        Assert.True(mark.TryRead(mark.Of(17, 255), out var line, out var print));
        Assert.Equal((17L, 255UL), (line, print));
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("17 00000000000000ff")]
    [InlineData("17 00000000000000ff b.csv")]
    [InlineData("17 00000000000000ff a.csv2")]
    [InlineData("17 ff a.csv")]
    [InlineData("0 00000000000000ff a.csv")]
    [InlineData("-1 00000000000000ff a.csv")]
    public void OtherHeadersAreNot(string header) =>
        Assert.False(new RowMark("a.csv").TryRead(Encoding.UTF8.GetBytes(header), out _, out _));
}
