using System.CommandLine;
using System.CommandLine.Invocation;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Commands;

/// <summary>Answers <c>--version</c>: version and commit, alone on a line.</summary>
internal sealed class VersionTextAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProgramVersion.WithCommit);
        return ExitCode.Done;
    }
}
