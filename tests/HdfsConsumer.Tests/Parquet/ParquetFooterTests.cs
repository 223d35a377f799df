using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class ParquetFooterTests
{
    private static readonly ParquetSchema Schema = new([new("number", ParquetType.Int64), new("text", ParquetType.Text), new("flag", ParquetType.Boolean)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void TheRowsAreThoseThatWereWritten(int rows) => Assert.Equal(rows, RowsOf(Write(rows)));

    [Fact]
    public void AFooterThatIsCutOffIsNone()
    {
        var file = Write(10);
        var length = ParquetFooter.LengthOf(file.AsSpan(file.Length - ParquetFooter.TailBytes))!.Value;
        var footer = file.AsSpan(file.Length - ParquetFooter.TailBytes - length, length);
        Assert.Null(ParquetFooter.RowsOf(footer[..5]));
        Assert.Null(ParquetFooter.LengthOf(file.AsSpan(file.Length - ParquetFooter.TailBytes - 1, ParquetFooter.TailBytes)));
    }

    private static long? RowsOf(byte[] file)
    {
        Assert.True(ParquetFooter.IsHead(file));
        var length = ParquetFooter.LengthOf(file.AsSpan(file.Length - ParquetFooter.TailBytes))!.Value;
        return ParquetFooter.RowsOf(file.AsSpan(file.Length - ParquetFooter.TailBytes - length, length));
    }

    private static byte[] Write(int rows)
    {
        using var file = new MemoryStream();
        using var writer = new ParquetWriter(file, Schema, new ParquetSettings());
        var row = new ParquetRow(Schema);
        for (var i = 0; i < rows; i++)
        {
            row.SetInt64(0, i);
            row.SetText(1, "text"u8);
            row.SetBoolean(2, i % 2 == 0);
            writer.Add(row);
        }

        writer.Close([new("key", new string('v', 300))]);
        return file.ToArray();
    }
}
