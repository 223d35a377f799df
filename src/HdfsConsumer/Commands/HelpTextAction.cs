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
            return InvokeFor(parseResult);
        }

        parseResult.InvocationConfiguration.Output.Write(RootHelp.Render(root.Description ?? "", root.Subcommands));
        return ExitCode.Done;
    }

    private int InvokeFor(ParseResult verb)
    {
        // One that is missing is told by the verb itself, so that the parser lets it be left out; the page must not say that it may be.
        foreach (var argument in verb.CommandResult.Command.Arguments.Where(argument => argument.Arity.Equals(ArgumentArity.ZeroOrOne)))
        {
            argument.Arity = ArgumentArity.ExactlyOne;
        }

        var code = ordinary.Invoke(verb);
        foreach (var line in RootHelp.NotationOf(verb.CommandResult.Command.Options.Select(option => option.HelpName)))
        {
            verb.InvocationConfiguration.Output.WriteLine(line);
        }

        return code;
    }
}
