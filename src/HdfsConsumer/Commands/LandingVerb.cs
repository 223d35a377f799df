using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>What verbs that look after landings have in common: they take the settings of pipelines from where these take them.</summary>
internal static class LandingVerb
{
    /// <summary>Makes a verb for pipelines; without a name, for every one that has landed something.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">The options that it takes.</param>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="read">Reads the options that are the verb's own. What comes back does it for one pipeline and returns the exit code.</param>
    public static Command Create(
        string name, string description, IEnumerable<Setting> options, CommandSurroundings surroundings, Func<SettingValues, Func<LandingSettings, int>> read)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "The pipelines. Without one: those that have landed something; with --hdfs-path, the root action's.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var verb = new Command(name, description) { names };
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var texts = SettingOption.TextsIn(typed);
            var named = typed.GetValue(names) ?? [];
            if (named.Length > 1 && texts.ContainsKey(SettingTable.BasePath))
            {
                problems.Add(new(SettingTable.BasePath.Option, "goes with one pipeline only"));
            }

            var run = read(new SettingValues([SettingSource.FromOptions(texts)], problems));
            var loader = new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder);
            return SettingsOf(loader, texts, named, problems) is { } landings
                ? landings.Select(run).Aggregate(ExitCode.Done, (first, code) => first == ExitCode.Done ? code : first)
                : UsageProblems.Tell(problems, surroundings.Error);
        });
        SettingOption.AddTo(verb, options);
        return verb;
    }

    /// <summary>An option that is on or off.</summary>
    public static Setting<bool> Flag(string option, string description) => new()
    {
        Group = SettingGroup.Maintaining, Option = option, Kind = ValueKinds.Flag, Default = "false", Description = description,
    };

    private static IReadOnlyList<LandingSettings>? SettingsOf(
        SettingsLoader loader, Dictionary<Setting, string> texts, string[] names, List<SettingProblem> problems)
    {
        if (names.Length == 0 && texts.ContainsKey(SettingTable.BasePath))
        {
            return loader.Load(texts, problems, needsTopics: false) is { } root ? [root] : null;
        }

        var pipelines = loader.LoadPipelines(texts, names, problems, needsTopics: false);
        if (pipelines is null || names.Length > 0)
        {
            return pipelines;
        }

        var landed = pipelines.Where(Maintenance.IsLanded).ToList();
        return landed.Count > 0 ? landed : [loader.Load(texts, problems, needsTopics: false)!];
    }
}
