using System.CommandLine;
using System.CommandLine.Invocation;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Commands;

/// <summary>
/// What a command does, called for a command line with mistakes too: it is given the mistakes found so far, so that it can add
/// its own and tell all at once with <see cref="UsageProblems.Tell"/>.
/// </summary>
/// <param name="run">Does it and returns the exit code; with any problem in the list in the end it must do nothing else.</param>
internal sealed class CheckedAction(Func<ParseResult, List<SettingProblem>, int> run) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult) => run(parseResult, [.. UsageProblems.In(parseResult)]);
}
