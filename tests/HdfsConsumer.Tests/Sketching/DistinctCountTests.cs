using System.Globalization;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Tests.Sketching;

public sealed class DistinctCountTests
{
    private const int Limit = 1000;

    [Fact]
    public void UpToTheLimitItIsExact()
    {
        var count = CountOf(Texts(0, Limit).Concat(Texts(0, Limit)));
        Assert.Equal((Limit, true), (count.Count, count.IsExact));
    }

    /// <summary>Texts are the same in each run, so that an estimate that is far off stays so: five standard errors are seen once in two million.</summary>
    [Theory]
    [InlineData(1001)]
    [InlineData(5000)]
    [InlineData(50_000)]
    [InlineData(300_000)]
    public void BeyondItItIsAsNearAsIsStated(int texts)
    {
        var count = CountOf(Texts(0, texts));
        Assert.False(count.IsExact);
        Assert.InRange(count.Count, texts * (1 - (5 * DistinctCount.StandardError)), texts * (1 + (5 * DistinctCount.StandardError)));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(900)]
    [InlineData(4000)]
    public void ItIsTheSameInAnyOrderAndInAnyParts(int texts)
    {
        var all = Texts(0, texts).Concat(Texts(texts / 2, texts)).ToArray();
        var inOrder = CountOf(all);
        Random.Shared.Shuffle(all);
        var parts = new DistinctCount(Limit);
        foreach (var part in all.Chunk(700))
        {
            parts.Add(CountOf(part));
        }

        Assert.Equal((inOrder.Count, inOrder.IsExact), (parts.Count, parts.IsExact));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2000)]
    public void WhatIsWrittenIsReadBack(int texts)
    {
        var count = CountOf(Texts(0, texts));
        var written = new SketchWriter();
        count.Write(written);
        var read = DistinctCount.Read(new SketchReader(written.Written.ToArray()), Limit);
        count.Add("one more");
        read.Add("one more");
        Assert.Equal((count.Count, count.IsExact), (read.Count, read.IsExact));
    }

    [Fact]
    public void ItTakesSixteenKilobytesAtMost()
    {
        var written = new SketchWriter();
        CountOf(Texts(0, 50_000)).Write(written);
        Assert.InRange(written.Written.Length, 1, 16_400);
    }

    private static IEnumerable<string> Texts(int first, int count) => Enumerable.Range(first, count).Select(number => number.ToString(CultureInfo.InvariantCulture));

    private static DistinctCount CountOf(IEnumerable<string> texts)
    {
        var count = new DistinctCount(Limit);
        foreach (var text in texts)
        {
            count.Add(text);
        }

        return count;
    }
}
