namespace HdfsConsumer.Producing.Transactions;

/// <summary>What one user bought at one time.</summary>
/// <param name="Id">What the transaction goes by.</param>
/// <param name="PaidAt">When it was paid, in UTC, to the second.</param>
/// <param name="RecordedAt">When it was recorded, in UTC, to the millisecond.</param>
/// <param name="User">Who paid.</param>
/// <param name="Currency">What was paid in, ISO 4217.</param>
/// <param name="PaymentMethod">How it was paid.</param>
/// <param name="Items">What was bought: at least one product, each once.</param>
/// <param name="City">Where; null when nobody knows.</param>
/// <param name="Country">The country of that, ISO 3166-1 alpha-2; <see cref="NoCountry"/> when nobody knows.</param>
internal sealed record Transaction(
    string Id, DateTime PaidAt, DateTime RecordedAt, SampleUser User, string Currency, string PaymentMethod, IReadOnlyList<TransactionItem> Items, string? City, string Country)
{
    /// <summary>A code that ISO 3166-1 gives to no country.</summary>
    public const string NoCountry = "ZZ";

    /// <summary>What was paid.</summary>
    public decimal Amount { get; } = Items.Sum(item => item.Quantity * item.UnitPrice);

    /// <summary>What was paid, in euros.</summary>
    public decimal AmountEur => SampleCurrencies.ToEuros(Amount, Currency);

    /// <summary>Why it is blacklisted: <c>user</c> or <c>country</c>; null when it is not.</summary>
    public string? BlacklistReason => User.IsBlacklisted ? "user" : Country == NoCountry ? "country" : null;
}

/// <summary>One product of a transaction.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">How many, at least one.</param>
/// <param name="UnitPrice">What one cost, in the currency of the transaction.</param>
internal sealed record TransactionItem(SampleProduct Product, int Quantity, decimal UnitPrice);
