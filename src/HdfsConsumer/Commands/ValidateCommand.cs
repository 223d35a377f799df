using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>validate</c>: checks all settings and reaches every server that they name, landing nothing.</summary>
internal static class ValidateCommand
{
    private static readonly Setting<bool> Offline = LandingVerb.Flag("--offline", "Reach no server.");

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings)
    {
        var names = new Argument<string[]>("NAME") { Description = "The pipelines; all of them without a name.", Arity = ArgumentArity.ZeroOrMore };
        var verb = new Command("validate", "Checks all settings at once and reaches every server that they name; lands nothing.") { names };
        SettingOption.AddTo(verb, Offline, SettingTable.BootstrapServers, SettingTable.BrokerTimeout, SettingTable.ConfigFile);
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var texts = SettingOption.TextsIn(typed);
            var values = new SettingValues([SettingSource.FromOptions(texts)], problems);
            var isOffline = values.Of(Offline);
            var loader = new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder);

            // What holds for the root action is checked, too; pipelines need not use all of it.
            _ = loader.Load(texts, problems, needsTopics: false);
            var pipelines = loader.LoadPipelines(texts, typed.GetValue(names) ?? [], problems);
            return pipelines is null || problems.Count > 0
                ? UsageProblems.Tell(problems, surroundings.Error)
                : PipelineCheck.Write(pipelines, isOffline, surroundings.Output);
        });
        return verb;
    }
}
