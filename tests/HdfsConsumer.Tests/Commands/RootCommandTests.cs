using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Tests.Commands;

public sealed class RootCommandTests
{
    private readonly Invocation _invocation = new();

    [Fact]
    public void OptionsBecomeSettings()
    {
        _invocation.Run("--hdfs-path", "./data", "--topics", "a,b", "--topics=c", "--batch-size", "7", "--until-end", "--compression", "gzip", "--monitoring=false");

        Assert.Equal("", _invocation.Error);
        Assert.Equal("./data", _invocation.Landed?.BasePath);
        Assert.Equal(["a", "b", "c"], _invocation.Landed?.Topics);
        Assert.Equal(7, _invocation.Landed?.BatchRecordsMax);
        Assert.Equal(FileCompression.Gzip, _invocation.Landed?.Compression);
        Assert.True(_invocation.Landed?.UntilEnd);
        Assert.False(_invocation.Landed?.Monitoring);
    }

    [Fact]
    public void TheLandingsResultIsTheExitCode() =>
        Assert.Equal(ExitCode.Unreachable, new Invocation { LandingExitCode = ExitCode.Unreachable }.Run("--topics", "a").ExitCode);

    [Fact]
    public void AValueMayBeginWithAnAtSign() =>
        Assert.Equal("@home", _invocation.Run("--topics", "a", "--hdfs-path", "@home").Landed?.BasePath);

    [Fact]
    public void AValueMayHaveTheNameOfACommand()
    {
        _invocation.Run("--topics", "reset", "--on-ahead", "replay", "--hdfs-path", "status");

        Assert.Equal("", _invocation.Error);
        Assert.Equal(["reset"], _invocation.Landed?.Topics);
        Assert.Equal(OnAhead.Replay, _invocation.Landed?.OnAhead);
        Assert.Equal("status", _invocation.Landed?.BasePath);
    }

    [Fact]
    public void AnOptionBeforeACommandIsRefused()
    {
        Assert.Equal(ExitCode.WrongUsage, _invocation.Run("--hdfs-path", "data", "status").ExitCode);
        Assert.Contains("--hdfs-path: stands before 'status'; a command comes first", _invocation.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingWrongIsToldAtOnceAndNothingIsBegun()
    {
        _invocation.Environment["HDFS_FLUSH_INTERVAL"] = "soon";

        _invocation.Run("--topics", "a,a", "--batchsize", "5", "--checkpoint-interval", "-5", "--max-file-size", "--log-level", "loud", "brokr", "--group-id", "a", "--group-id", "b");

        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Null(_invocation.Landed);
        Assert.Equal("", _invocation.Output);
        Assert.Equal(
            """
            8 things are wrong, and nothing was begun:
              --batchsize: there is no such option; did you mean --batch-size?
              brokr: there is no such command; did you mean broker?
              --max-file-size: has no value; accepted: a size from 1KB to 1TB, such as 500000, 100MB or 64MiB
              --group-id: is given more than once
              --topics: 'a,a' names a more than once; accepted: topic names with commas between them, each of 1 to 249 letters (a-z, A-Z), digits, '.', '_' and '-'
              HDFS_FLUSH_INTERVAL: 'soon' is not accepted; accepted: a time from 1ms to 1h, such as 30, 30s, 500ms, 5m or 1h
              --checkpoint-interval: '-5' is not accepted; accepted: a time from 10ms to 1h, such as 30, 30s, 500ms, 5m or 1h
              --log-level: 'loud' is not accepted; accepted: debug, info, warning or error
            Options and what they accept: --help

            """.ReplaceLineEndings("\n"),
            _invocation.Error);
    }

    [Theory]
    [InlineData("--topic: there is no such option; did you mean --topics?", "--topic", "a")]
    [InlineData("ruun: there is no such command; did you mean run?", "ruun")]
    public void OneMistakeIsToldOnce(string told, params string[] arguments) =>
        Assert.StartsWith($"One thing is wrong, and nothing was begun:\n  {told}\n", _invocation.Run(arguments).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("--topics")]
    [InlineData("--topics", "a", "b")]
    [InlineData("--topics", "a", "--until-end", "--until-end")]
    [InlineData("--topics=")]
    [InlineData("@file")]
    [InlineData("--topics", "a", "-x")]
    [InlineData("brokr")]
    [InlineData]
    public void WrongUsageIsExitCodeTwo(params string[] arguments)
    {
        _invocation.Run(arguments);

        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Null(_invocation.Landed);
        Assert.EndsWith("--help\n", _invocation.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--topics")]
    [InlineData("--to-topic")]
    public void ATopicOfDeadLettersThatIsNoneIsRefused(string option)
    {
        _invocation.Run("replay", option, "no topic");

        Assert.Equal(ExitCode.WrongUsage, _invocation.ExitCode);
        Assert.Contains($"  {option}: 'no topic' is no topic name; accepted: ", _invocation.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help", "--bogus")]
    public void HelpListsEveryOptionWithItsDefault(params string[] arguments)
    {
        _invocation.Run(arguments);

        Assert.Equal(ExitCode.Done, _invocation.ExitCode);
        Assert.Equal("", _invocation.Error);
        Assert.All(SettingTable.All, setting => Assert.Contains($"\n  {setting.Option} ", _invocation.Output, StringComparison.Ordinal));
        Assert.All(_invocation.Output.Split('\n'), line => Assert.True(line.Length <= 110, line));
    }

    [Theory]
    [InlineData("route", " route <NAME> [options]")]
    [InlineData("run", " run [<NAME>...] [options]")]
    [InlineData("run", "\nTIME is 30, 30s, 500ms, 5m or 1h; a bare number is seconds.\nSIZE is ")]
    public void HelpOfAVerbSaysWhatMustBeGivenAndHowValuesAreWritten(string verb, string told) =>
        Assert.Contains(told, _invocation.Run(verb, "--help").Output, StringComparison.Ordinal);

    [Fact]
    public void HelpOfAVerbLeavesOutWhatItsOptionsDoNotNeed() =>
        Assert.DoesNotContain("\nSIZE is ", _invocation.Run("route", "--help").Output, StringComparison.Ordinal);

    [Fact]
    public void VersionIsAloneOnStandardOutput()
    {
        _invocation.Run("--version");

        Assert.Equal(ExitCode.Done, _invocation.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+( \(commit [0-9a-f]{12}\))?\n$", _invocation.Output);
    }

    [Theory]
    [InlineData("1.0.0+782f6c52d8aa6586d3263872aaa69b2655498011", "1.0.0 (commit 782f6c52d8aa)")]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("unknown", "unknown")]
    public void VersionTellsTheCommitWhereThereIsOne(string built, string told) => Assert.Equal(told, ProgramVersion.InWords(built));

    [Theory]
    [InlineData("/opt/hdfsconsumer/HdfsConsumer", "HdfsConsumer")]
    [InlineData("/usr/bin/dotnet", "dotnet run --")]
    [InlineData(null, "dotnet run --")]
    public void WhatToTypeNextIsSaidAsTheProgramWasCalled(string? processPath, string typed) => Assert.Equal(typed, CalledAs.By(processPath));
}
