namespace HdfsConsumer.Producing.Transactions;

/// <summary>The currencies of the sample, and what they are worth in it: near to real rates, and always the same.</summary>
internal static class SampleCurrencies
{
    private const int Places = 2;

    /// <summary>What one unit of a currency (ISO 4217) is worth in euros.</summary>
    public static IReadOnlyDictionary<string, decimal> EurosPerUnit { get; } = new Dictionary<string, decimal>
    {
        ["EUR"] = 1m, ["USD"] = 0.92m, ["GBP"] = 1.17m, ["CHF"] = 1.04m, ["PLN"] = 0.23m,
        ["BRL"] = 0.17m, ["JPY"] = 0.0061m, ["INR"] = 0.011m, ["EGP"] = 0.019m, ["KRW"] = 0.00068m,
    };

    /// <summary>An amount in euros: two places, a half rounded away from zero.</summary>
    public static decimal ToEuros(decimal amount, string currency) => Rounded(amount * EurosPerUnit[currency]);

    /// <summary>A price in a currency: two places, a half rounded away from zero.</summary>
    public static decimal FromEuros(decimal euros, string currency) => Rounded(euros / EurosPerUnit[currency]);

    // The sum has the places of its longer side: 4 becomes 4.00.
    private static decimal Rounded(decimal amount) => decimal.Round(amount, Places, MidpointRounding.AwayFromZero) + 0.00m;
}
