using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["--batch-size", "--topics", "--buffer-memory"];

    [Theory]
    [InlineData("--batchsize", "--batch-size")]
    [InlineData("--TOPIC", "--topics")]
    [InlineData("--bufer-memroy", "--buffer-memory")]
    public void IsFewChangesAway(string given, string nearest) => Assert.Equal(nearest, NearestName.Of(given, Known));

    [Fact]
    public void IsNoneWhenNothingIsNear() => Assert.Null(NearestName.Of("--completely-different", Known));

    [Fact]
    public void IsNoneForAnEndlessName() => Assert.Null(NearestName.Of(new string('x', 1_000_000), Known));
}
