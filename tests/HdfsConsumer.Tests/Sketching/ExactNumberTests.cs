using System.Globalization;
using System.Numerics;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Tests.Sketching;

public sealed class ExactNumberTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("-0.00", 0, 0)]
    [InlineData("1200", 12, -2)]
    [InlineData("0.5430", 543, 3)]
    [InlineData("-8.3", -83, 1)]
    [InlineData("+7", 7, 0)]
    [InlineData(" 1.5e3 ", 15, -2)]
    [InlineData("25E-4", 25, 4)]
    [InlineData("10.0e0", 1, -1)]
    public void NoDigitIsLost(string text, int mantissa, int scale)
    {
        Assert.True(ExactNumber.TryRead(text, out var number));
        Assert.Equal((new BigInteger(mantissa), scale), (number.Mantissa, number.Scale));
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), number.Nearest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("abc")]
    [InlineData("true")]
    [InlineData("1,5")]
    [InlineData("1.")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("0e99999999999")]
    [InlineData("0x10")]
    [InlineData("{}")]
    public void WhatIsNoNumberIsNone(string text) => Assert.False(ExactNumber.TryRead(text, out _));

    [Fact]
    public void OneThatTakesAnyMemoryIsNone() => Assert.False(ExactNumber.TryRead(new string('1', 401), out _));
}
