using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class OpenFilesLimitTests
{
    [Fact]
    public void AsManyAsThereIsRoomForAreTaken()
    {
        OpenFilesLimit.Require(400, 1000);
        OpenFilesLimit.Require(65_536, descriptorsMax: null);
    }

    [Fact]
    public void WhoWantsMoreIsToldHowManyThereMayBe()
    {
        var refusal = Assert.Throws<StopException>(() => OpenFilesLimit.Require(401, 1000));
        Assert.Equal(ExitCode.WrongUsage, refusal.ExitCode);
        Assert.Contains("the system gives a process 1000. Give 400 at most, or raise the limit", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 4096)]
    [InlineData(1_048_576L, 4096)]
    [InlineData(20_000L, 2475)]
    [InlineData(1000L, 100)]
    [InlineData(100L, 4)]
    public void WhoSaysNothingGetsAQuarterButNotTooMany(long? descriptors, int files) => Assert.Equal(files, OpenFilesLimit.Unasked(descriptors));

    [Fact]
    public void TheLimitOfThisProcessIsFound() => Assert.Throws<StopException>(() => OpenFilesLimit.Require(int.MaxValue));
}
