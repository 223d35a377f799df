using System.Globalization;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class MomentTests
{
    [Theory]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000")]
    [InlineData("20240229", "2024-02-29T00:00:00.0000000")]
    [InlineData("20240229T010203", "2024-02-29T01:02:03.0000000")]
    [InlineData("2024-02-29T01:02", "2024-02-29T01:02:00.0000000")]
    [InlineData("2024-02-29 01:02:03", "2024-02-29T01:02:03.0000000")]
    [InlineData("2024-02-29T01:02:03.5", "2024-02-29T01:02:03.5000000")]
    [InlineData("2024-02-29T01:02:03.1234567Z", "2024-02-29T01:02:03.1234567")]
    [InlineData("2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59.9999999")]
    [InlineData("2024-02-29T23:59:59.999999999+01:00", "2024-02-29T22:59:59.9999999")]
    [InlineData("2024-02-29T01:02:03z", "2024-02-29T01:02:03.0000000")]
    [InlineData("2024-02-29T01:02Z", "2024-02-29T01:02:00.0000000")]
    [InlineData("2024-02-29T01:02:03+05:30", "2024-02-28T19:32:03.0000000")]
    [InlineData("2024-02-29 01:02:03+00", "2024-02-29T01:02:03.0000000")]
    [InlineData("2024-02-29 01:02:03.25-08", "2024-02-29T09:02:03.2500000")]
    [InlineData("2024-02-29T01:02:03+0530", "2024-02-28T19:32:03.0000000")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999")]
    [InlineData("0", "1970-01-01T00:00:00.0000000")]
    [InlineData("-1", "1969-12-31T23:59:59.0000000")]
    [InlineData("-0.00000001", "1969-12-31T23:59:59.9999999")]
    [InlineData("1700000000", "2023-11-14T22:13:20.0000000")]
    [InlineData("1.7E9", "2023-11-14T22:13:20.0000000")]
    [InlineData("1700000000.25", "2023-11-14T22:13:20.2500000")]
    [InlineData("1700000000250", "2023-11-14T22:13:20.2500000")]
    [InlineData("100000000000", "5138-11-16T09:46:40.0000000")]
    [InlineData("100000000001", "1973-03-03T09:46:40.0010000")]
    [InlineData("253402300799999", "9999-12-31T23:59:59.9990000")]
    public void AMomentIsRead(string text, string moment)
    {
        Assert.True(Moment.TryRead(text, out var read), text);
        Assert.Equal(moment, read.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("now")]
    [InlineData("2023-02-29")]
    [InlineData("2024-13-01")]
    [InlineData("2024-2-9")]
    [InlineData("29.02.2024")]
    [InlineData("2024-02-29T24:00:00")]
    [InlineData("2024-02-29T23:59:60")]
    [InlineData("2024-02-29T01:02:03+25:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("253402300800000")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("1e28")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("٢٠٢٤-٠٢-٢٩")]
    public void WhatIsNoMomentIsRefused(string text) => Assert.False(Moment.TryRead(text, out _), text);
}
