using System.Globalization;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>Made-up transactions, one after the other: the same seed gives the same ones on every machine.</summary>
/// <param name="seed">Which ones.</param>
internal sealed class SampleTransactions(int seed)
{
    private const int SecondsBetweenMax = 120;
    private const int RecordingMsMin = 20;
    private const int RecordingMsMax = 3000;
    private const int ProductsMax = 5;
    private const int QuantityMax = 4;
    private const int PercentAbroad = 10;
    private const int PercentNowhere = 1;

    private static readonly DateTime Beginning = new(2025, 9, 22, 14, 30, 0, DateTimeKind.Utc);

    private static readonly string[] PaymentMethods =
        ["credit_card", "credit_card", "credit_card", "debit_card", "debit_card", "mobile_wallet", "mobile_wallet", "bank_transfer", "cash", "gift_card"];

    private readonly Random _random = new(seed);
    private DateTime _now = Beginning;
    private long _number;

    /// <summary>The next one, up to two minutes after the one before.</summary>
    public Transaction Next()
    {
        _now = _now.AddSeconds(_random.Next(1, SecondsBetweenMax + 1));
        var user = MoreOfTheFirst(SampleUsers.All);
        var place = Place(user);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"T{seed}-{++_number:00000000}"),
            _now,
            _now.AddMilliseconds(_random.Next(RecordingMsMin, RecordingMsMax)),
            user,
            place.Currency,
            PaymentMethods[_random.Next(PaymentMethods.Length)],
            Items(place.Currency),
            place.City,
            place.Country);
    }

    // At home, or where another user lives, whose currency is then paid in; or online, from nobody knows where.
    private (string? City, string Country, string Currency) Place(SampleUser user)
    {
        var percent = _random.Next(100);
        var local = percent < PercentAbroad ? SampleUsers.All[_random.Next(SampleUsers.All.Count)] : user;
        return percent >= 100 - PercentNowhere ? (null, Transaction.NoCountry, user.Currency) : (local.City, local.Country, local.Currency);
    }

    private TransactionItem[] Items(string currency)
    {
        var products = Enumerable.Range(0, _random.Next(1, ProductsMax + 1)).Select(_ => MoreOfTheFirst(SampleProducts.All)).Distinct().ToList();
        return [.. products.Select(product => new TransactionItem(product, _random.Next(1, QuantityMax + 1), SampleCurrencies.FromEuros(product.PriceEur, currency)))];
    }

    private T MoreOfTheFirst<T>(IReadOnlyList<T> all)
    {
        var drawn = _random.NextDouble();
        return all[(int)(drawn * drawn * all.Count)];
    }
}
