using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class OpenFilesTrialTests
{
    [Fact]
    public void AsManyAsThereIsRoomForAreTaken()
    {
        OpenFilesTrial.Run(400, 1000);
        OpenFilesTrial.Run(65_536, descriptorsMax: null);
    }

    [Fact]
    public void WhoWantsMoreIsToldHowManyThereMayBe()
    {
        var refusal = Assert.Throws<StopException>(() => OpenFilesTrial.Run(401, 1000));
        Assert.Equal(ExitCode.WrongUsage, refusal.ExitCode);
        Assert.Contains("the system gives a process 1000. Give 400 at most, or raise the limit", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLimitOfThisProcessIsFound() => Assert.Throws<StopException>(() => OpenFilesTrial.Run(int.MaxValue));
}
