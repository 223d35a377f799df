using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce transactions</c>.</summary>
internal static class ProduceTransactionsCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    /// <param name="publish">Publishes and returns the exit code.</param>
    public static Command Create(CommandSurroundings surroundings, IEnumerable<Setting> options, Func<PublishingSettings, int> publish)
    {
        var verb = new Command(
            "transactions", $"Publishes made-up transactions, and tables that follow from them, to eight topics: {string.Join(", ", TransactionTopics.Names)}.");
        IEnumerable<Setting> own = [ProduceOptions.TransactionLimit, ProduceOptions.TransactionRate, ProduceOptions.TransactionSeed];
        foreach (var option in ProduceOptions.Of([.. own, .. options]))
        {
            verb.Options.Add(option);
        }

        verb.Action = new CheckedAction((typed, problems) =>
        {
            var input = new ProduceInput(typed, surroundings, problems);
            var settings = input.Settings(TransactionTopics.Names, new MadeUpTransactionsSettings(new TransactionSettings
            {
                Transactions = input.Values.Of(ProduceOptions.TransactionLimit),
                TransactionsPerSecond = input.Values.Of(ProduceOptions.TransactionRate, null),
                Seed = input.Values.Given(ProduceOptions.TransactionSeed) is null ? null : input.Values.Of(ProduceOptions.TransactionSeed, 0),
            }));
            return problems.Count > 0 ? UsageProblems.Tell(problems, surroundings.Error) : publish(settings);
        });
        return verb;
    }
}
