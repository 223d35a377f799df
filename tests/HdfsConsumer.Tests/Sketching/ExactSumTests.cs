using System.Globalization;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Tests.Sketching;

public sealed class ExactSumTests
{
    [Fact]
    public void TenthsMakeAWhole() => Assert.Equal(("1", 0.1), (SumOf(Enumerable.Repeat("0.1", 10)).ToString(), SumOf(Enumerable.Repeat("0.1", 10)).DividedBy(10)));

    [Fact]
    public void ASmallNumberIsNotLostBesideALargeOne() =>
        Assert.Equal("0.000000001", SumOf(["1e300", "0.000000001", "-1e300"]).ToString());

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1.5e-50", "15E-51")]
    public void AllDigitsAreWritten(string text, string expected) => Assert.Equal(expected, SumOf([text]).ToString());

    [Fact]
    public void ThereIsNoMeanOfNothing() => Assert.Equal(double.NaN, new ExactSum().DividedBy(0));

    [Fact]
    public void ItIsTheSameInAnyOrderAndInAnyParts()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 30)).Select(_ => AnyNumber(random)).ToArray();
            var inOrder = SumOf(texts).ToString();
            random.Shuffle(texts);
            var parts = SumOf(texts[..(texts.Length / 2)]);
            parts.Add(SumOf(texts[(texts.Length / 2)..]));
            Assert.True(inOrder == parts.ToString(), $"seed {seed}: {inOrder} and {parts}");
        }
    }

    /// <summary>Of one number divided by one the nearest double is what reading its text gives.</summary>
    [Fact]
    public void TheMeanIsTheNearestDouble()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var text = AnyNumber(random);
            var count = random.Next(1, 50);
            Assert.True(
                double.Parse(text, CultureInfo.InvariantCulture) == SumOf(Enumerable.Repeat(text, count)).DividedBy(count), $"seed {seed}: {count} times {text}");
        }
    }

    [Theory]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("9007199254740993.00000001", 9007199254740994.0)]
    [InlineData("-9007199254740995", -9007199254740996.0)]
    public void WhatIsInTheMiddleOfTwoDoublesIsDecidedByItsLastDigit(string text, double expected) => Assert.Equal(expected, SumOf([text]).DividedBy(1));

    private static ExactSum SumOf(IEnumerable<string> texts)
    {
        var sum = new ExactSum();
        foreach (var text in texts)
        {
            Assert.True(ExactNumber.TryRead(text, out var number));
            sum.Add(number);
        }

        return sum;
    }

    private static string AnyNumber(Random random) => random.Next(4) switch
    {
        0 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        2 => (random.NextDouble() * Math.Pow(10, random.Next(-200, 200))).ToString("R", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64(long.MinValue, long.MaxValue)}.{random.NextInt64(0, long.MaxValue)}"),
    };
}
