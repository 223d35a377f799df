using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce transactions</c>.</summary>
internal static class ProduceTransactionsCommand
{
    private static readonly Setting<long> Limit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000L, "transactions"), Default = "1000",
        Description = "Transactions to make; each is some nine messages.",
    };

    private static readonly Setting<double> Rate = new()
    {
        Group = SettingGroup.Producing, Option = "--rate",
        Kind = ValueKinds.Rate, DefaultInWords = "as fast as it goes",
        Description = "Transactions a second.",
    };

    private static readonly Setting<int> Seed = new()
    {
        Group = SettingGroup.Producing, Option = "--seed",
        Kind = ValueKinds.WholeNumber(0, int.MaxValue, ""), DefaultInWords = "other transactions in each run",
        Description = "Make the same messages in every run, their times included.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        IEnumerable<Setting> own = [Limit, Rate, Seed];
        return verb.Create(
            "transactions", $"Publishes made-up transactions, and tables that follow from them, to eight topics: {string.Join(", ", TransactionTopics.Names)}.",
            [.. own, .. options], Read);
    }

    private static PublishingSettings Read(ProduceInput input) => input.Settings(TransactionTopics.Names, new MadeUpTransactionsSettings(new TransactionSettings
    {
        Transactions = input.Values.Of(Limit),
        TransactionsPerSecond = input.Values.OrNull(Rate),
        Seed = input.Values.OrNull(Seed),
    }));
}
