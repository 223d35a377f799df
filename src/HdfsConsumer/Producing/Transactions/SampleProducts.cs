namespace HdfsConsumer.Producing.Transactions;

/// <summary>A product of the sample.</summary>
/// <param name="Id">What it goes by.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Category">What kind of product it is.</param>
/// <param name="PriceEur">What one costs, in euros.</param>
internal sealed record SampleProduct(string Id, string Name, string Category, decimal PriceEur);

/// <summary>The products of the sample.</summary>
internal static class SampleProducts
{
    /// <summary>All of them; the first ones are bought most.</summary>
    public static IReadOnlyList<SampleProduct> All { get; } =
    [
        new("P01", "Coffee beans 1 kg", "groceries", 14.90m), new("P02", "Olive oil 0.5 l", "groceries", 8.49m),
        new("P03", "Crème brûlée", "groceries", 3.25m), new("P04", "抹茶", "groceries", 11.80m),
        new("P05", "Notebook A5", "stationery", 4.99m), new("P06", "Fountain pen", "stationery", 32.00m),
        new("P07", "Scissors 8\"", "stationery", 7.35m), new("P08", "Desk lamp", "home", 39.95m),
        new("P09", "Wool blanket", "home", 64.50m), new("P10", "Teapot \"Łódź\"", "home", 27.75m),
        new("P11", "Candle", "home", 2.15m), new("P12", "Rain jacket", "clothing", 89.00m),
        new("P13", "Cotton socks, 3 pairs", "clothing", 9.99m), new("P14", "Straw hat", "clothing", 18.40m),
        new("P15", "Football", "sports", 24.99m), new("P16", "Yoga mat", "sports", 21.60m),
        new("P17", "Bicycle bell", "sports", 12.05m), new("P18", "Headphones", "electronics", 129.00m),
        new("P19", "USB cable 2 m", "electronics", 6.79m), new("P20", "E-reader", "electronics", 149.99m),
        new("P21", "Σπανακόπιτα", "groceries", 5.60m), new("P22", "Chess set ♞", "games", 45.30m),
        new("P23", "Jigsaw, 1000 pieces", "games", 19.95m), new("P24", "Gift card 🎁", "other", 25.00m),
    ];
}
