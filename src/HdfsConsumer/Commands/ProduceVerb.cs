using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Commands;

/// <summary>Makes the verbs below <c>produce</c>: each reads what is published from its own options, and publishes it when nothing is wrong.</summary>
/// <param name="surroundings">What they have around them.</param>
/// <param name="publish">Publishes and returns the exit code.</param>
internal sealed class ProduceVerb(CommandSurroundings surroundings, Func<PublishingSettings, int> publish)
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">The options that it takes.</param>
    /// <param name="read">Reads what is to be published, and adds what is wrong to the problems.</param>
    public Command Create(string name, string description, IEnumerable<Setting> options, Func<ProduceInput, PublishingSettings> read)
    {
        var verb = new Command(name, description);
        SettingOption.AddTo(verb, options);
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var settings = read(new ProduceInput(typed, surroundings, problems));
            return problems.Count > 0 ? UsageProblems.Tell(problems, surroundings.Error) : publish(settings);
        });
        return verb;
    }
}
