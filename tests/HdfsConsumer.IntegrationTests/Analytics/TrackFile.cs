using System.Globalization;

namespace HdfsConsumer.IntegrationTests.Analytics;

/// <summary>Made-up tracks in the shape of the public CSV: 21 columns, the first without a name.</summary>
internal static class TrackFile
{
    private const string Header =
        ",track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre";

    private static readonly string[] Names = ["Jun Ångström", "Léo Núñez", "\"Zoë \"\"DJ\"\" Kane\"", "宇多田 ヒカル", "Nina O'Neil", "Ana Mensah", "Kofi Silva"];

    /// <summary>Writes tracks.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same one writes the same tracks.</param>
    public static void Write(string path, int first, int count, int seed)
    {
        var random = new Random(seed + first);
        File.WriteAllLines(path, Enumerable.Range(first, count).Select(number => Track(number, random)).Prepend(Header));
    }

    private static string Track(int number, Random random)
    {
        string Share(int digits) => random.NextDouble().ToString($"0.{new string('#', digits)}", CultureInfo.InvariantCulture);
        var artists = random.Next(5) == 0 ? $"{Artist(random)} ; {Artist(random)}" : Artist(random);
        var tempo = random.Next(100) == 0 ? "" : (122 + (30 * (random.NextDouble() - 0.5))).ToString("0.###", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{number},id{number % 90_000:x22},{(artists.Contains('"') ? Quoted(artists) : artists)},\"On Always, {number}\",Hold,{random.Next(101)},{random.Next(30_000, 900_000)},False,{Share(3)},{Share(3)},{random.Next(12)},{-random.NextDouble() * 30:0.###},1,{Share(4)},{Share(6)},{Math.Pow(random.NextDouble(), 9):0.#########},{Share(4)},{Share(3)},{tempo},4,genre-{(int)(Math.Sqrt(random.NextDouble()) * 114)}");
    }

    // The more often, the lower its number.
    private static string Artist(Random random)
    {
        var number = (int)Math.Pow(1 - random.NextDouble(), -1.5) % 20_000;
        return string.Create(CultureInfo.InvariantCulture, $"{Names[number % Names.Length].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal)} {number}");
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
