using System.CommandLine;
using System.CommandLine.Parsing;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Commands;

/// <summary>What is wrong with a command line before any value is read: unknown names, values missing or too many.</summary>
internal static class UsageProblems
{
    /// <summary>All of it.</summary>
    public static IEnumerable<SettingProblem> In(ParseResult typed)
    {
        var command = typed.CommandResult.Command;
        List<SettingProblem> problems =
            [.. UnknownIn(typed, command), .. typed.CommandResult.Children.OfType<OptionResult>().SelectMany(ProblemsOf)];

        // The parser's own words are the last resort: what it found wrong is never let pass.
        return problems.Count > 0 ? problems : typed.Errors.Select(error => new SettingProblem(command.Name, error.Message));
    }

    /// <summary>Whether something unknown was probably meant to say what to land, or to do something else: that no topic is named is then no mistake of its own.</summary>
    public static bool ExcusesMissingTopics(ParseResult typed)
    {
        var command = typed.CommandResult.Command;
        return UnknownIn(typed, command).Any(unknown => !unknown.Name.StartsWith('-') || NearestOption(unknown.Name, command) == SettingTable.Topics.Option);
    }

    /// <summary>Options that stand before a command and would not be heard by it.</summary>
    public static IReadOnlyCollection<SettingProblem> BeforeCommand(ParseResult typed) => typed.CommandResult.Parent is CommandResult before
        ?
        [
            .. before.Children.OfType<OptionResult>()
                .Where(option => option is { Implicit: false, Option: SettingOption })
                .Select(option => new SettingProblem(
                    option.Option.Name, $"stands before '{typed.CommandResult.Command.Name}'; a command comes first, and its options behind it")),
        ]
        : [];

    /// <summary>Tells them, and where to read more.</summary>
    /// <param name="problems">At least one.</param>
    /// <param name="error">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(IReadOnlyCollection<SettingProblem> problems, TextWriter error)
    {
        // A setting that holds for several pipelines is read for each.
        problems = [.. problems.Distinct()];
        error.WriteLine(problems.Count == 1 ? "One thing is wrong, and nothing was begun:" : $"{problems.Count} things are wrong, and nothing was begun:");
        foreach (var problem in problems)
        {
            error.WriteLine($"  {problem}");
        }

        error.WriteLine("Options and what they accept: --help");
        return ExitCode.WrongUsage;
    }

    private static IEnumerable<SettingProblem> UnknownIn(ParseResult typed, Command command)
    {
        var afterOption = false;
        foreach (var token in typed.UnmatchedTokens)
        {
            var isOption = token.Length > 1 && token[0] == '-';
            if (isOption)
            {
                yield return UnknownOption(token.Split('=')[0], command);
            }
            else if (!afterOption)
            {
                // What follows an unknown option is taken for its value, and not told twice.
                yield return UnknownWord(token, command);
            }

            afterOption = isOption && !token.Contains('=', StringComparison.Ordinal);
        }
    }

    private static SettingProblem UnknownOption(string name, Command command)
    {
        var near = NearestOption(name, command);
        return new(name, near is null ? "there is no such option" : $"there is no such option; did you mean {near}?");
    }

    private static string? NearestOption(string name, Command command) =>
        NearestName.Of(name, command.Options.Where(option => !option.Hidden).Select(option => option.Name));

    private static SettingProblem UnknownWord(string word, Command command)
    {
        if (command.Subcommands.Count == 0)
        {
            var arguments = string.Join(" ", command.Arguments.Select(argument => argument.Name));
            return new(word, $"'{command.Name}' takes nothing but {(arguments.Length == 0 ? "" : $"{arguments} and ")}options");
        }

        var near = NearestName.Of(word, command.Subcommands.Select(verb => verb.Name));
        var verbs = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
        return new(word, near is null ? $"there is no such command; there is: {verbs}" : $"there is no such command; did you mean {near}?");
    }

    private static IEnumerable<SettingProblem> ProblemsOf(OptionResult result)
    {
        if (result is not { Implicit: false, Option: SettingOption option })
        {
            yield break;
        }

        if (option.NeedsValue && result.Tokens.Count == 0)
        {
            yield return new(option.Name, $"has no value; accepted: {option.Accepted}");
        }
        else if (result.IdentifierTokenCount > 1 && option.Arity.MaximumNumberOfValues == 1)
        {
            yield return new(option.Name, "is given more than once");
        }
    }
}
