using System.Globalization;

namespace HdfsConsumer.Orchestrating;

/// <summary>What a trial with the in-memory broker did, for a person's eyes.</summary>
internal static class TrialReport
{
    /// <summary>Writes the table of what landed, and what to type next.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="byFolder">Records by folder, <c>FR/Paris</c>.</param>
    /// <param name="basePath">The base path as the operator typed it.</param>
    /// <param name="fileName">The data file's name.</param>
    /// <param name="topic">The topic.</param>
    public static void Write(TextWriter output, IEnumerable<KeyValuePair<string, long>> byFolder, string basePath, string fileName, string topic)
    {
        var rows = byFolder
            .Select(place => (Country: place.Key.Split('/')[0], City: place.Key.Split('/')[^1], Records: place.Value, File: $"{basePath}/{place.Key}/{fileName}"))
            .OrderBy(row => row.Country, StringComparer.Ordinal)
            .ThenBy(row => row.City, StringComparer.Ordinal)
            .ToList();
        var city = Math.Max("City".Length, rows.Select(row => Columns(row.City)).DefaultIfEmpty().Max());
        output.WriteLine();
        output.WriteLine($"Country  {Padded("City", city)}  Records  File");
        foreach (var row in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Country,-7}  {Padded(row.City, city)}  {row.Records,7}  {row.File}"));
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Sum(row => row.Records)} records landed in {rows.Count} files below {basePath}."));
        output.WriteLine($"The same from a real broker:  {CalledAs.Text} --hdfs-path {basePath} --topics {topic} --bootstrap-servers HOST:9092");
    }

    private static string Padded(string text, int columns) => text + new string(' ', columns - Columns(text));

    /// <summary>Columns of a terminal: letters of East Asia take two.</summary>
    private static int Columns(string text) => text.EnumerateRunes().Sum(rune => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFF00 and <= 0xFF60 ? 2 : 1);
}
