using System.CommandLine;
using System.Text;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>route</c>: says where lines of JSON would go, to try rules without a broker.</summary>
internal static class RouteCommand
{
    private static readonly Setting<string> Topic = new()
    {
        Group = SettingGroup.Maintaining, Option = "--topic",
        Kind = NameKinds.Topic, DefaultInWords = "the pipeline's first one",
        Description = "The topic that the lines are taken to come from.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings)
    {
        var name = new Argument<string>("NAME") { Description = "The pipeline.", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Command("route", "Says for each line of standard input, as a record, where a pipeline would land it. Nothing is landed.")
        {
            name,
        };
        SettingOption.AddTo(verb, Topic, SettingTable.ConfigFile);
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var texts = SettingOption.TextsIn(typed);
            var values = new SettingValues([SettingSource.FromOptions(texts)], problems);
            var topic = values.Of(Topic, "");
            if (typed.GetValue(name) is not { } wanted)
            {
                problems.Add(new("NAME", "a pipeline must be named: route customers < records.jsonl"));
                return UsageProblems.Tell(problems, surroundings.Error);
            }

            var loader = new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder);
            if (loader.LoadPipelines(texts, [wanted], problems) is not [var pipeline])
            {
                return UsageProblems.Tell(problems, surroundings.Error);
            }

            Preview.Write(pipeline, topic.Length > 0 ? topic : pipeline.Topics[0], Lines(surroundings.Input), surroundings.Output);
            return ExitCode.Done;
        });
        return verb;
    }

    private static IEnumerable<byte[]> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            yield return Encoding.UTF8.GetBytes(line);
        }
    }
}
