using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;

namespace HdfsConsumer.Commands;

/// <summary>The root's own action: lands topics as files in folders by country and city.</summary>
internal static class LandCommand
{
    /// <summary>Gives the root the options of <see cref="SettingTable"/> and the action.</summary>
    /// <param name="root">The root.</param>
    /// <param name="surroundings">What the command has around it.</param>
    /// <param name="land">Lands until done or stopped, and returns the exit code.</param>
    public static void AddTo(RootCommand root, CommandSurroundings surroundings, Func<LandingSettings, CancellationToken, int> land)
    {
        foreach (var setting in SettingTable.All)
        {
            root.Options.Add(new SettingOption(setting));
        }

        root.Action = new CheckedAction((typed, problems) =>
            new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder)
                .Load(SettingOption.TextsIn(typed), problems, needsTopics: !UsageProblems.ExcusesMissingTopics(typed)) is { } settings
                ? land(settings, surroundings.Stopping)
                : UsageProblems.Tell(problems, surroundings.Error));
    }
}
