using System.Buffers.Binary;
using System.Text;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class ParquetWriterTests
{
    private static readonly ParquetSchema Schema = new([new("id", ParquetType.Int64), new("name", ParquetType.Text), new("ratio", ParquetType.Double)]);

    [Fact]
    public void TheSameRowsMakeTheSameBytes() => Assert.Equal(Written(50_000), Written(50_000));

    [Fact]
    public void AFileThatIsNotClosedHasNoFooter()
    {
        using var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, Schema, new ParquetSettings(RowGroupBytesMax: 1_000)))
        {
            Fill(writer, 1_000);
        }

        Assert.True(stream.Length > 1_000);
        Assert.False(stream.ToArray().AsSpan().EndsWith("PAR1"u8));
    }

    [Fact]
    public void ARowThatIsClearedLeavesNothingBehind()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings());
        var row = new ParquetRow(Schema);
        row.SetInt64(0, 1);
        row.SetText(1, "half a record"u8);
        row.Clear();
        row.SetInt64(0, 2);
        writer.Add(row);
        writer.Close([]);
        Assert.Equal(1L, Footer(stream.ToArray())[3]);
        Assert.Equal(-1, stream.ToArray().AsSpan().IndexOf("half"u8));
    }

    [Fact]
    public void MemoryIsBoundedByARowGroup()
    {
        const int Max = 256 << 10;
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings(ParquetCodec.None, Max));
        var row = new ParquetRow(Schema);
        var random = new Random(1);
        var text = new byte[300];
        for (var i = 0; i < 20_000; i++)
        {
            text.AsSpan().Fill((byte)random.Next('a', 'z'));
            row.SetInt64(0, random.NextInt64());
            row.SetText(1, text.AsSpan(0, random.Next(text.Length)));
            row.SetDouble(2, random.NextDouble());
            writer.Add(row);
            Assert.True(writer.BufferedBytes <= Max + (Max / 8), $"{writer.BufferedBytes} bytes at row {i}");
        }

        writer.Close([]);
        Assert.InRange(((List<object>)Footer(stream.ToArray())[4]).Count, 5, 50);
    }

    [Fact]
    public void ALargeRowIsWrittenAtOnce()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings(ParquetCodec.None, 1 << 20));
        var row = new ParquetRow(Schema);
        row.SetText(1, new byte[2 << 20]);
        writer.Add(row);
        Assert.Equal(0, writer.BufferedBytes);
    }

    [Fact]
    public void NothingCanBeAddedAfterTheEnd()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings());
        writer.Close([]);
        Assert.Throws<InvalidOperationException>(() => writer.Add(new ParquetRow(Schema)));
        Assert.Throws<InvalidOperationException>(() => writer.Close([]));
    }

    [Fact]
    public void AFileWhoseWriteFailedIsNotGoneOnWith()
    {
        using var stream = new MemoryStream(new byte[5_000]);
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings(ParquetCodec.None));
        Fill(writer, 10_000);
        Assert.Throws<NotSupportedException>(() => writer.Close([]));
        Assert.Throws<InvalidOperationException>(() => writer.Close([]));
        Assert.Throws<InvalidOperationException>(() => writer.Add(new ParquetRow(Schema)));
    }

    [Fact]
    public void ARowOfAnotherSchemaIsRefused()
    {
        using var writer = new ParquetWriter(new MemoryStream(), Schema, new ParquetSettings());
        Assert.Throws<ArgumentException>(() => writer.Add(new ParquetRow(new ParquetSchema([new("id", ParquetType.Int64)]))));
    }

    [Fact]
    public void TheStatisticsLeaveOutWhatIsNotANumberAndWidenZero()
    {
        var statistics = StatisticsOf([double.NaN, 0.0, null, double.NaN, 0.0]);
        Assert.Equal(1L, statistics[3]);
        Assert.Equal(2L, statistics[9]);
        Assert.Equal(BitConverter.GetBytes(-0.0), statistics[6]);
        Assert.Equal(BitConverter.GetBytes(0.0), statistics[5]);
    }

    [Fact]
    public void AColumnWithoutANumberHasNoBounds()
    {
        var statistics = StatisticsOf([double.NaN, null]);
        Assert.Equal([3, 9], statistics.Keys);
    }

    private static SortedDictionary<int, object> StatisticsOf(double?[] values)
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings());
        var row = new ParquetRow(Schema);
        foreach (var value in values)
        {
            if (value is { } number)
            {
                row.SetDouble(2, number);
            }

            writer.Add(row);
        }

        writer.Close([]);
        var rowGroup = (SortedDictionary<int, object>)((List<object>)Footer(stream.ToArray())[4])[0];
        var chunk = (SortedDictionary<int, object>)((List<object>)rowGroup[1])[2];
        return (SortedDictionary<int, object>)((SortedDictionary<int, object>)chunk[3])[12];
    }

    private static byte[] Written(int rows)
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetSettings());
        Fill(writer, rows);
        writer.Close([new("made by", "a test")]);
        return stream.ToArray();
    }

    private static void Fill(ParquetWriter writer, int rows)
    {
        var row = new ParquetRow(Schema);
        var random = new Random(1);
        for (var i = 0; i < rows; i++)
        {
            row.SetInt64(0, i);
            row.SetText(1, Encoding.UTF8.GetBytes($"name {random.Next(100)}"));
            row.SetDouble(2, random.NextDouble());
            writer.Add(row);
        }
    }

    private static SortedDictionary<int, object> Footer(byte[] file)
    {
        Assert.True(file.AsSpan().EndsWith("PAR1"u8));
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan()[^8..]);
        return Decoders.Thrift(file[^(length + 8)..^8]);
    }
}
