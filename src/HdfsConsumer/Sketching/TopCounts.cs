using System.Globalization;
using System.Text;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Sketching;

/// <summary>
/// How often each text is there: exactly as long as there are no more different ones than a limit. Beyond it only those are kept that are there often, and
/// <see cref="ErrorAtMost"/> says how far each count may be too low.
/// </summary>
/// <remarks>
/// Beyond the limit this is Space-Saving (Metwally, Agrawal, El Abbadi 2005) in the form that can be merged (Agarwal and others, "Mergeable summaries", PODS 2012,
/// section 3): half of the counters are given up at once, and what the largest of them had is taken from all. The error is at most the number of texts by half of the limit.
/// </remarks>
/// <param name="exactMax">The limit, at least 2.</param>
internal sealed class TopCounts(int exactMax)
{
    private const int TextLettersMax = 200;

    private readonly Dictionary<string, long> _counts = [];

    /// <summary>How far each count may be below the true one, and how often a text may be there that is none of those kept; 0 when all are exact.</summary>
    public long ErrorAtMost { get; private set; }

    /// <summary>Adds a text; a long one counts by its beginning and a hash.</summary>
    public void Add(string text)
    {
        Add(Shortened(text), 1);
        KeepBounded();
    }

    /// <summary>Adds what other counts have.</summary>
    public void Add(TopCounts other)
    {
        foreach (var (text, count) in other._counts)
        {
            Add(text, count);
        }

        ErrorAtMost += other.ErrorAtMost;
        KeepBounded();
    }

    /// <summary>Those that are there most often, of equal ones the first by their letters' codes.</summary>
    public IEnumerable<(string Text, long Count)> Top(int count) => _counts
        .OrderByDescending(entry => entry.Value)
        .ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Take(count)
        .Select(entry => (entry.Key, entry.Value));

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(ErrorAtMost);
        to.WriteNumber(_counts.Count);
        foreach (var (text, count) in _counts)
        {
            to.WriteText(text);
            to.WriteNumber(count);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TopCounts Read(SketchReader from, int exactMax)
    {
        var read = new TopCounts(exactMax) { ErrorAtMost = from.ReadNumber() };
        for (var left = from.ReadNumber(); left > 0; left--)
        {
            var text = from.ReadText();
            read.Add(text, from.ReadNumber());
        }

        read.KeepBounded();
        return read;
    }

    private void Add(string text, long count) => _counts[text] = _counts.GetValueOrDefault(text) + count;

    private void KeepBounded()
    {
        if (_counts.Count <= exactMax)
        {
            return;
        }

        // No text is preferred to another of the same count, so that the order of the texts decides nothing.
        var taken = _counts.Values.OrderDescending().ElementAt(exactMax / 2);
        foreach (var (text, count) in _counts.ToList())
        {
            if (count > taken)
            {
                _counts[text] = count - taken;
            }
            else
            {
                _counts.Remove(text);
            }
        }

        ErrorAtMost += taken;
    }

    private static string Shortened(string text)
    {
        if (text.Length <= TextLettersMax)
        {
            return text;
        }

        var kept = char.IsHighSurrogate(text[TextLettersMax - 1]) ? TextLettersMax - 1 : TextLettersMax;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, kept)}…{Checksum.Continue(Checksum.Empty, Encoding.UTF8.GetBytes(text)):x8}");
    }
}
