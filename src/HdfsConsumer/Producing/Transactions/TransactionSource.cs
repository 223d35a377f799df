using System.Text;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>What transactions to make up.</summary>
internal sealed record TransactionSettings
{
    /// <summary>How many.</summary>
    public required long Transactions { get; init; }

    /// <summary>Transactions a second; null for as fast as it goes.</summary>
    public double? TransactionsPerSecond { get; init; }

    /// <summary>With a seed, the messages are the same in every run, their times too; null for others in each run.</summary>
    public int? Seed { get; init; }
}

/// <summary>Made-up transactions as messages of eight topics, those of one transaction together. The tables begin with nothing in each pass.</summary>
/// <param name="settings">What to make up.</param>
/// <param name="clock">How transactions are spread over time.</param>
/// <param name="stop">Ends the waiting for the next one.</param>
internal sealed class TransactionSource(TransactionSettings settings, TimeProvider clock, CancellationToken stop) : IRowSource
{
    private readonly int _seed = settings.Seed ?? Random.Shared.Next();
    private readonly RowPrint _print = new([]);
    private long _made;

    /// <inheritdoc/>
    public string Name => "transactions";

    /// <inheritdoc/>
    public double? FractionRead => (double)_made / settings.Transactions;

    /// <inheritdoc/>
    public void Read(RowTaker take)
    {
        var transactions = new SampleTransactions(_seed);
        var totals = new RunningTotals();
        var rows = 0L;
        var pace = new Pace(settings.TransactionsPerSecond, clock, stop);
        for (_made = 0; _made < settings.Transactions && pace.WaitFor(_made); _made++)
        {
            var transaction = transactions.Next();
            foreach (var message in StreamMessages.Of(transaction).Concat(totals.Add(transaction)))
            {
                if (!take(RowOf(message, ++rows)))
                {
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private SourceRow RowOf(TransactionMessage message, long number) => new()
    {
        Number = number,
        Line = _made + 1,
        Print = _print.Of(message.Value),
        Value = message.Value,
        Key = Encoding.UTF8.GetBytes(message.Key),
        Topic = (int)message.Topic,
    };
}
