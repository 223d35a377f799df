using System.CommandLine;
using System.CommandLine.Invocation;

namespace HdfsConsumer.Commands;

/// <summary>Answers <c>--help</c>: the root's own page for the root, the ordinary one for the verbs.</summary>
/// <param name="ordinary">The ordinary answer.</param>
internal sealed class HelpTextAction(SynchronousCommandLineAction ordinary) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand root)
        {
            return ordinary.Invoke(parseResult);
        }

        parseResult.InvocationConfiguration.Output.Write(RootHelp.Render(root.Description ?? "", root.Subcommands));
        return ExitCode.Done;
    }
}
