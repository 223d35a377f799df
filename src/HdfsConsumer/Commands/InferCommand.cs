using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>infer</c>: says which typed columns the records of a topic have, as settings to paste.</summary>
internal static class InferCommand
{
    private static readonly Setting<int> Records = new()
    {
        Group = SettingGroup.Maintaining, Option = "--records",
        Kind = ValueKinds.WholeNumber(1, 1_000_000, "records"), Default = "1000",
        Description = "Records to look at, the first that the topic has.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings)
    {
        var topic = new Argument<string>("TOPIC") { Description = "The topic.", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Command("infer", "Looks at the first records of a topic, and writes their typed columns as settings to paste into a pipeline. Nothing is landed.") { topic };
        SettingOption.AddTo(verb, Records, SettingTable.BootstrapServers, SettingTable.BrokerTimeout, SettingTable.ConfigFile);
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var texts = SettingOption.TextsIn(typed);
            var records = new SettingValues([SettingSource.FromOptions(texts)], problems).Of(Records);
            if (typed.GetValue(topic) is not { } wanted)
            {
                problems.Add(new("TOPIC", "a topic must be named: infer housing-data"));
                return UsageProblems.Tell(problems, surroundings.Error);
            }

            return new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder).Load(texts, problems, needsTopics: false) is { } settings && problems.Count == 0
                ? InferredSettings.Write(settings, wanted, records, surroundings.Output, surroundings.Error, surroundings.Stopping)
                : UsageProblems.Tell(problems, surroundings.Error);
        });
        return verb;
    }
}
