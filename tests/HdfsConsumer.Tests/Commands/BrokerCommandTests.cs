namespace HdfsConsumer.Tests.Commands;

public sealed class BrokerCommandTests
{
    private readonly Invocation _invocation = new();

    [Fact]
    public void TheAddressIsAloneOnStandardOutput()
    {
        _invocation.Run("broker", "--topics", "a:2,b");

        Assert.Equal(ExitCode.Done, _invocation.ExitCode);
        Assert.Equal("127.0.0.1:12345\n", _invocation.Output);
        Assert.Contains("--bootstrap-servers 127.0.0.1:12345", _invocation.Error, StringComparison.Ordinal);
        Assert.Equal(2, _invocation.BrokerTopics?.Count);
    }

    [Fact]
    public void ItEndsByItselfWhenAskedTo() =>
        Assert.Equal(ExitCode.Done, _invocation.Run("broker", "--topics", "a", "--stop-after", "1ms").ExitCode);

    [Theory]
    [InlineData("broker")]
    [InlineData("broker", "--topics")]
    [InlineData("broker", "--topics", "a", "--stopafter", "5")]
    [InlineData("broker", "--topics", "a", "--stop-after", "0")]
    [InlineData("broker", "--topics", "a", "b")]
    [InlineData("broker", "--topics", "a", "--batch-size", "5")]
    public void WrongUsageStartsNothing(params string[] arguments)
    {
        _invocation.Run(arguments);

        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Equal("", _invocation.Output);
        Assert.Null(_invocation.BrokerTopics);
    }

    [Fact]
    public void HelpTellsItsOptions() =>
        Assert.Contains("--stop-after <TIME>", _invocation.Run("broker", "--help").Output, StringComparison.Ordinal);
}
