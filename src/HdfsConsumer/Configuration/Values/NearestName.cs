namespace HdfsConsumer.Configuration.Values;

/// <summary>Finds what a mistyped name may have been meant to be.</summary>
internal static class NearestName
{
    private const int LengthMax = 100;

    private const int LettersPerChange = 3;

    /// <summary>The known name that is fewest changes away, case not counted; null when there is more than one change for three letters.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        if (given.Length > LengthMax)
        {
            return null;
        }

        var nearest = known
            .Select(name => (Name: name, Changes: Changes(given.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Changes)
            .FirstOrDefault((Name: "", Changes: int.MaxValue));
        return nearest.Changes <= given.Length / LettersPerChange ? nearest.Name : null;
    }

    /// <summary>What to tell of it behind a problem: <c>; the nearest is NAME</c>; empty when none is near.</summary>
    public static string Hint(string given, IEnumerable<string> known) => Of(given, known) is { } near ? $"; the nearest is {near}" : "";

    // Letters to put in, take out or change, and neighbours to swap ("optimal string alignment").
    private static int Changes(string from, string to)
    {
        var (twoAbove, above) = (Array.Empty<int>(), Enumerable.Range(0, to.Length + 1).ToArray());
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
                }
            }

            (twoAbove, above) = (above, row);
        }

        return above[^1];
    }
}
