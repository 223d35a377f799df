using System.CommandLine;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Commands;

/// <summary>What verbs that look after a landing have in common: they take the landing's own settings from where it takes them.</summary>
internal static class LandingVerb
{
    /// <summary>Makes a verb.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">The options that it takes.</param>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="run">Does it and returns the exit code.</param>
    public static Command Create(
        string name, string description, IEnumerable<Setting> options, CommandSurroundings surroundings, Func<SettingValues, LandingSettings, int> run)
    {
        var verb = new Command(name, description)
        {
            Action = new CheckedAction((typed, problems) =>
            {
                var texts = SettingOption.TextsIn(typed);
                var values = new SettingValues([SettingSource.FromOptions(texts)], problems);
                var loader = new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder);
                return loader.Load(texts, problems, needsTopics: false) is { } settings
                    ? run(values, settings)
                    : UsageProblems.Tell(problems, surroundings.Error);
            }),
        };
        foreach (var option in options)
        {
            verb.Options.Add(new SettingOption(option));
        }

        return verb;
    }

    /// <summary>An option that is on or off.</summary>
    public static Setting<bool> Flag(string option, string description) => new()
    {
        Group = SettingGroup.Maintaining, Option = option, Kind = ValueKinds.Flag, Default = "false", Description = description,
    };
}
