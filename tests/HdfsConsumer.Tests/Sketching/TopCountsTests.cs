using System.Globalization;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Tests.Sketching;

public sealed class TopCountsTests
{
    private const int Limit = 100;

    [Fact]
    public void UpToTheLimitCountsAreExactWhateverTheOrder()
    {
        var texts = Enumerable.Range(0, 5000).Select(number => (number % 97 * (number % 7) % Limit).ToString(CultureInfo.InvariantCulture)).ToArray();
        var expected = texts.GroupBy(text => text).Select(group => (group.Key, (long)group.Count()))
            .OrderByDescending(group => group.Item2).ThenBy(group => group.Key, StringComparer.Ordinal).Take(10).ToList();
        Random.Shared.Shuffle(texts);
        var parts = new TopCounts(Limit);
        foreach (var part in texts.Chunk(900))
        {
            parts.Add(CountsOf(part));
        }

        Assert.Equal(0, parts.ErrorAtMost);
        Assert.Equal(expected, parts.Top(10));
    }

    [Fact]
    public void BeyondItEachIsAsNearAsIsStated()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 50_000).Select(_ => ((int)Math.Pow(1 - random.NextDouble(), -0.9)).ToString(CultureInfo.InvariantCulture)).ToArray();
        var truth = texts.GroupBy(text => text).ToDictionary(group => group.Key, group => (long)group.Count());
        var parts = new TopCounts(Limit);
        foreach (var part in texts.Chunk(9000))
        {
            parts.Add(CountsOf(part));
        }

        Assert.InRange(parts.ErrorAtMost, 1, texts.Length / (Limit / 2));
        var kept = parts.Top(int.MaxValue).ToDictionary(entry => entry.Text, entry => entry.Count);
        Assert.InRange(kept.Count, 1, Limit);
        foreach (var (text, count) in truth)
        {
            var found = kept.GetValueOrDefault(text);
            Assert.True(found <= count && count <= found + parts.ErrorAtMost, $"seed {seed}: {text} is there {count} times, and counted {found} to {found + parts.ErrorAtMost}");
        }
    }

    [Fact]
    public void TheMostFrequentOnesAreFoundAmongMany()
    {
        var texts = Enumerable.Range(0, 100_000).Select(number => number % 4 == 0 ? "often" : number.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("often", CountsOf(texts).Top(1).Single().Text);
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var counts = CountsOf(Enumerable.Range(0, 1000).Select(number => (number % 150).ToString(CultureInfo.InvariantCulture)));
        var written = new SketchWriter();
        counts.Write(written);
        var read = TopCounts.Read(new SketchReader(written.Written.ToArray()), Limit);
        Assert.Equal(counts.ErrorAtMost, read.ErrorAtMost);
        Assert.Equal(counts.Top(Limit), read.Top(Limit));
    }

    [Fact]
    public void LongTextsAreTakenApartAndTakeNoMoreMemory()
    {
        var counts = CountsOf([new string('x', 100_000), new string('x', 100_001)]);
        Assert.Equal([1, 1], counts.Top(3).Select(entry => entry.Count));
        Assert.All(counts.Top(3), entry => Assert.InRange(entry.Text.Length, 200, 210));
    }

    private static TopCounts CountsOf(IEnumerable<string> texts)
    {
        var counts = new TopCounts(Limit);
        foreach (var text in texts)
        {
            counts.Add(text);
        }

        return counts;
    }
}
