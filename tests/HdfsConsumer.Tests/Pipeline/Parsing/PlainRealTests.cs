using System.Globalization;
using System.Text;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class PlainRealTests
{
    private const int RandomTexts = 100_000;

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("007")]
    [InlineData("0.1")]
    [InlineData("-12.5")]
    [InlineData("999999999999999")]
    [InlineData("0.00000000000001")]
    [InlineData("9.99999999999999")]
    [InlineData("99999999999999.9")]
    public void IsTheSameNumber(string text) => AssertIsTheSame(text);

    [Fact]
    public void IsTheSameNumberWhateverTheDigits()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < RandomTexts; i++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => random.Next(10)));
            var point = random.Next(digits.Length);
            AssertIsTheSame($"{(random.Next(2) == 0 ? "-" : "")}{(point == 0 ? digits : $"{digits[..point]}.{digits[point..]}")}", $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("1234567890123456")]
    [InlineData("123456789012345.6")]
    public void WhatIsSpelledOtherwiseIsNotRead(string text) => Assert.False(PlainReal.TryRead(Encoding.UTF8.GetBytes(text), out _));

    private static void AssertIsTheSame(string text, string how = "")
    {
        Assert.True(PlainReal.TryRead(Encoding.UTF8.GetBytes(text), out var real), $"{text} {how}");
        var expected = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(real), $"{text} is {expected:R} and was read as {real:R} {how}");
    }
}
