namespace HdfsConsumer.Producing;

/// <summary>A city of the sample: how it is written, how often it reports, and how warm it is there.</summary>
/// <param name="City">The city's name.</param>
/// <param name="Country">The country as a producer might write it: name, code, or in its own language.</param>
/// <param name="Weight">Its share of the records, against the others'.</param>
/// <param name="MeanTemperature">Degrees Celsius, about the year's mean.</param>
internal sealed record SampleCity(string City, string Country, int Weight, double MeanTemperature);

/// <summary>The cities of the sample weather: 40 in 20 countries.</summary>
internal static class SampleCities
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SampleCity> All { get; } =
    [
        new("Paris", "France", 8, 12), new("Lyon", "France", 3, 13), new("Marseille", "FR", 3, 16), new("Toulouse", "France", 2, 14),
        new("London", "United Kingdom", 8, 11), new("Manchester", "UK", 3, 10), new("Edinburgh", "United Kingdom", 2, 9),
        new("New York", "United States", 9, 13), new("Los Angeles", "USA", 6, 18), new("Chicago", "US", 4, 10), new("Houston", "United States", 3, 21),
        new("São Paulo", "Brazil", 7, 20), new("Rio de Janeiro", "Brasil", 4, 24), new("Brasília", "Brazil", 2, 21),
        new("Zürich", "Switzerland", 3, 9), new("Genève", "Suisse", 2, 11),
        new("東京", "日本", 9, 16), new("大阪", "Japan", 5, 17),
        new("Berlin", "Germany", 5, 10), new("München", "Deutschland", 4, 9), new("Hamburg", "Germany", 2, 10),
        new("Madrid", "Spain", 5, 15), new("Barcelona", "España", 4, 17),
        new("Roma", "Italy", 4, 16), new("Milano", "Italia", 3, 14),
        new("Toronto", "Canada", 4, 9), new("Montréal", "Canada", 3, 7),
        new("Sydney", "Australia", 4, 18), new("Melbourne", "AU", 3, 15),
        new("서울", "South Korea", 5, 13), new("Busan", "Corée du Sud", 2, 15),
        new("Delhi", "India", 7, 25), new("Mumbai", "India", 6, 27),
        new("القاهرة", "Egypt", 4, 22),
        new("Lagos", "Nigeria", 4, 27),
        new("Nairobi", "Kenya", 2, 19),
        new("Ciudad de México", "Mexico", 5, 17),
        new("Buenos Aires", "Argentina", 4, 18),
        new("Reykjavík", "Iceland", 1, 5),
        new("Kraków", "Poland", 2, 9),
    ];
}
