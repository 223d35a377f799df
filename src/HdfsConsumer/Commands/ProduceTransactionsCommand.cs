using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce transactions</c>.</summary>
internal static class ProduceTransactionsCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        IEnumerable<Setting> own = [ProduceOptions.TransactionLimit, ProduceOptions.TransactionRate, ProduceOptions.TransactionSeed];
        return verb.Create(
            "transactions", $"Publishes made-up transactions, and tables that follow from them, to eight topics: {string.Join(", ", TransactionTopics.Names)}.",
            [.. own, .. options], Read);
    }

    private static PublishingSettings Read(ProduceInput input) => input.Settings(TransactionTopics.Names, new MadeUpTransactionsSettings(new TransactionSettings
    {
        Transactions = input.Values.Of(ProduceOptions.TransactionLimit),
        TransactionsPerSecond = input.Values.Of(ProduceOptions.TransactionRate, null),
        Seed = input.Values.Given(ProduceOptions.TransactionSeed) is null ? null : input.Values.Of(ProduceOptions.TransactionSeed, 0),
    }));
}
