using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Commands;

/// <summary>The command line: the root, which lands topics as files, and a verb for each other thing to do.</summary>
internal static class RootCommandFactory
{
    /// <summary>Makes the root with all of its verbs.</summary>
    /// <param name="surroundings">What the commands have around them.</param>
    /// <param name="land">Lands until done or stopped, and returns the exit code.</param>
    /// <param name="run">Runs pipelines side by side, with the folder of their logs, and returns the exit code.</param>
    public static RootCommand Create(
        CommandSurroundings surroundings,
        Func<LandingSettings, CancellationToken, int> land,
        Func<IReadOnlyList<LandingSettings>, string, CancellationToken, int> run)
    {
        var root = new RootCommand("Lands Kafka topics as files by country and city, or by pipelines (run), each record exactly once.");
        LandCommand.AddTo(root, surroundings, land);
        root.Subcommands.Add(RunCommand.Create(surroundings, run));
        root.Subcommands.Add(ProduceCommand.Create(surroundings));
        root.Subcommands.Add(StatusCommand.Create(surroundings));
        root.Subcommands.Add(VerifyCommand.Create(surroundings));
        root.Subcommands.Add(SnapshotCommand.Create(surroundings));
        root.Subcommands.Add(ReplayCommand.Create(surroundings));
        root.Subcommands.Add(ResetCommand.Create(surroundings));
        root.Subcommands.Add(RouteCommand.Create(surroundings));
        root.Subcommands.Add(InferCommand.Create(surroundings));
        root.Subcommands.Add(ValidateCommand.Create(surroundings));
        root.Subcommands.Add(BrokerCommand.Create(surroundings));

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpTextAction((SynchronousCommandLineAction)help.Action!);
        root.Options.OfType<VersionOption>().Single().Action = new VersionTextAction();
        return root;
    }

    /// <summary>Parses a command line and does what it says.</summary>
    /// <param name="root">The root, as <see cref="Create"/> made it.</param>
    /// <param name="arguments">What was typed.</param>
    /// <param name="surroundings">Where to say what.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand root, IReadOnlyList<string> arguments, CommandSurroundings surroundings)
    {
        // An argument that begins with '@' is a value like any other here, not a file of arguments.
        var typed = root.Parse([.. WithValuesJoined(root, arguments)], new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        return typed switch
        {
            _ when UsageProblems.BeforeCommand(typed) is { Count: > 0 } misplaced => UsageProblems.Tell(misplaced, surroundings.Error),
            { Action: ParseErrorAction, CommandResult.Command.Action: CheckedAction action } => action.Invoke(typed),
            { Action: ParseErrorAction } => UsageProblems.Tell([.. UsageProblems.In(typed)], surroundings.Error),
            _ => typed.Invoke(new InvocationConfiguration
            {
                Output = surroundings.Output,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }),
        };
    }

    /// <summary>
    /// Writes <c>--on-ahead replay</c> as <c>--on-ahead=replay</c>: the parser would take a value that has the name of a verb for the
    /// verb, and do something else than was asked for.
    /// </summary>
    private static IEnumerable<string> WithValuesJoined(Command root, IReadOnlyList<string> arguments)
    {
        Command[] commands = [root, .. root.Subcommands, .. root.Subcommands.SelectMany(verb => verb.Subcommands)];
        var verbs = commands.Select(command => command.Name).ToHashSet(StringComparer.Ordinal);
        var withValue = commands
            .SelectMany(command => command.Options)
            .OfType<SettingOption>()
            .Where(option => option.NeedsValue)
            .Select(option => option.Name)
            .ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i + 1 < arguments.Count && withValue.Contains(arguments[i]) && verbs.Contains(arguments[i + 1]))
            {
                yield return $"{arguments[i]}={arguments[i + 1]}";
                i++;
            }
            else
            {
                yield return arguments[i];
            }
        }
    }
}
