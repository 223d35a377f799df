using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>reset</c>: forgets a landing.</summary>
internal static class ResetCommand
{
    private static readonly Setting<bool> Yes = LandingVerb.Flag("--yes", "Do it without asking.");

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings)
    {
        var verb = LandingVerb.Create(
            "reset",
            "Shows what a pipeline has landed, asks, and then forgets all of it: data, ledgers, watermarks, committed offsets.",
            [SettingTable.BasePath, Yes, SettingTable.AutoOffsetReset, SettingTable.BootstrapServers, SettingTable.BrokerTimeout, SettingTable.ConfigFile],
            surroundings,
            values =>
            {
                var isConfirmed = values.Of(Yes);
                return settings =>
                {
                    using var maintenance = Maintenance.Open(settings);
                    return maintenance.Reset(surroundings.Output, () => isConfirmed || Confirmed(surroundings));
                };
            });

        // What is deleted is never left to a default.
        var name = verb.Arguments.Single();
        name.Description = "The pipeline, one at a time.";
        var act = (CheckedAction)verb.Action!;
        verb.Action = new CheckedAction((typed, problems) =>
        {
            if (typed.GetResult(name)?.Tokens.Count != 1 && problems.Count == 0)
            {
                problems.Add(new("NAME", "one pipeline must be named: reset geo-weather"));
            }

            return problems.Count > 0 ? UsageProblems.Tell(problems, surroundings.Error) : act.Invoke(typed);
        });
        return verb;
    }

    private static bool Confirmed(CommandSurroundings surroundings)
    {
        surroundings.Output.Write("All of this will be deleted. Type yes to go on: ");
        surroundings.Output.Flush();
        return surroundings.Input.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) == true;
    }
}
