using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["--batch-size", "--topics", "--buffer-memory", "csv", "a"];

    [Theory]
    [InlineData("--batchsize", "--batch-size")]
    [InlineData("--TOPIC", "--topics")]
    [InlineData("--bufer-memroy", "--buffer-memory")]
    [InlineData("cvs", "csv")]
    public void IsFewChangesAway(string given, string nearest) => Assert.Equal(nearest, NearestName.Of(given, Known));

    [Theory]
    [InlineData("--completely-different")]
    [InlineData("c")]
    [InlineData("bs")]
    [InlineData("xyv")]
    public void IsNoneWhenNothingIsNear(string given) => Assert.Null(NearestName.Of(given, Known));

    [Fact]
    public void IsNoneForAnEndlessName() => Assert.Null(NearestName.Of(new string('x', 1_000_000), Known));
}
