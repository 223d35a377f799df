using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class ParquetRowTests
{
    [Theory]
    [InlineData("1.5", 3, 2, true)]
    [InlineData("9.99", 3, 2, true)]
    [InlineData("-9.99", 3, 2, true)]
    [InlineData("10", 3, 2, false)]
    [InlineData("-10", 3, 2, false)]
    [InlineData("1.500", 3, 2, true)]
    [InlineData("1.505", 3, 2, false)]
    [InlineData("0.000000", 1, 0, true)]
    [InlineData("79228162514264337593543950335", 38, 9, true)]
    [InlineData("79228162514264337593543950335", 38, 10, false)]
    public void ADecimalIsTakenWhenNoDigitIsLost(string number, int precision, int scale, bool isTaken)
    {
        var row = new ParquetRow(new ParquetSchema([new("amount", ParquetType.Decimal(precision, scale))]));
        Assert.Equal(isTaken, row.TrySetDecimal(0, decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void AKindThatIsNotTheColumnsIsRefused()
    {
        var row = new ParquetRow(new ParquetSchema([new("count", ParquetType.Int32)]));
        Assert.Throws<ArgumentException>(() => row.SetInt64(0, 1));
        Assert.Throws<ArgumentException>(() => row.TrySetDecimal(0, 1));
    }

    [Fact]
    public void TextThatIsNotUtf8IsRefused()
    {
        var row = new ParquetRow(new ParquetSchema([new("name", ParquetType.Text)]));
        Assert.Throws<ArgumentException>(() => row.SetText(0, [0xC3]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(39, 0)]
    [InlineData(5, 6)]
    [InlineData(5, -1)]
    public void ADecimalOfImpossibleDigitsIsRefused(int precision, int scale) =>
        Assert.ThrowsAny<ArgumentException>(() => ParquetType.Decimal(precision, scale));

    [Fact]
    public void ASchemaNeedsColumnsWithNamesOfTheirOwn()
    {
        Assert.Throws<ArgumentException>(() => new ParquetSchema([]));
        Assert.Throws<ArgumentException>(() => new ParquetSchema([new("", ParquetType.Text)]));
        Assert.Throws<ArgumentException>(() => new ParquetSchema([new("a", ParquetType.Text), new("a", ParquetType.Int32)]));
    }
}
