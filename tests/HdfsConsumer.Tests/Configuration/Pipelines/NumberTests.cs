using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Tests.Configuration.Pipelines;

public sealed class NumberTests
{
    [Theory]
    [InlineData("0", "-0.000", 0)]
    [InlineData("5", "5.0", 0)]
    [InlineData("5e2", "500", 0)]
    [InlineData("0.1", "0.10000000000000000000000000001", 0)]
    [InlineData("0.1", "0.1000000000000000000000000001", -1)]
    [InlineData("9007199254740992", "9007199254740993", -1)]
    [InlineData("1e-30", "0", 1)]
    [InlineData("1e300", "1e299", 1)]
    [InlineData("-1e300", "5", -1)]
    [InlineData("1e999", "1e300", 1)]
    [InlineData("0e99999999999", "0", 0)]
    public void NumbersAreComparedAsNumbers(string one, string other, int sign)
    {
        Assert.True(Number.TryRead(one, out var first));
        Assert.True(Number.TryRead(other, out var second));
        Assert.Equal((sign, -sign), (Math.Sign(first.CompareTo(second)), Math.Sign(second.CompareTo(first))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("five")]
    [InlineData("1 2")]
    [InlineData("e5")]
    public void WhatIsNoNumberIsRefused(string text) => Assert.False(Number.TryRead(text, out _));

    [Theory]
    [InlineData("79228162514264337593543950335", true)]
    [InlineData("79228162514264337593543950336", false)]
    [InlineData("0.1234567890123456789012345678", true)]
    [InlineData("0.12345678901234567890123456789", false)]
    [InlineData("12.50000000000000000000000000000000", true)]
    [InlineData("1e-28", true)]
    [InlineData("1e-29", false)]
    [InlineData("1e28", true)]
    public void NoDigitOfAnExactNumberIsLost(string text, bool isExact) => Assert.Equal(isExact, Number.TryReadExact(text, out _));
}
