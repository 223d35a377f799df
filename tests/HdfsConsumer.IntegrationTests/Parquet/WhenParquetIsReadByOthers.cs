using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.IntegrationTests.Parquet;

/// <summary>Files that our writer made, read by DuckDB and by hyparquet.</summary>
public sealed class WhenParquetIsReadByOthers : IDisposable
{
    private static readonly Int128 Nines38 = Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture);

    private static readonly ParquetColumn[] EveryKind =
    [
        new("boolean", ParquetType.Boolean),
        new("int32", ParquetType.Int32),
        new("int64", ParquetType.Int64),
        new("float", ParquetType.Float),
        new("double", ParquetType.Double),
        new("text", ParquetType.Text),
        new("json", ParquetType.Json),
        new("date", ParquetType.Date),
        new("timestamp", ParquetType.Timestamp),
        new("short decimal", ParquetType.Decimal(9, 2)),
        new("decimal", ParquetType.Decimal(18, 6)),
        new("long decimal", ParquetType.Decimal(38, 10)),
        new("dezimal größer 🦆", ParquetType.Decimal(19, 0)),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("hdfs-consumer-parquet-").FullName;

    private string File => Path.Combine(_folder, "file.parquet");

    [Theory]
    [InlineData("None")]
    [InlineData("Snappy")]
    [InlineData("Gzip")]
    public void ValuesOfEveryKindAreThereToTheirEnds(string codec)
    {
        var table = new SampleTable(EveryKind);
        table.Add(new object?[EveryKind.Length]);
        table.Add(
            false, int.MinValue, long.MinValue, float.MinValue, double.MinValue, "", "null", DateOnly.MinValue, DateTimeOffset.MinValue,
            (Int128)(-999_999_999), (Int128)(-999_999_999_999_999_999), -Nines38, (Int128)(-9_999_999_999_999_999_999m));
        table.Add(
            true, int.MaxValue, long.MaxValue, float.MaxValue, double.MaxValue, "🦆 \U0010FFFF \0 é \"\\\r\n", """{"a":[1,"ü"]}""", DateOnly.MaxValue,
            new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero) + TimeSpan.FromMicroseconds(999_999),
            (Int128)999_999_999, (Int128)999_999_999_999_999_999, Nines38, (Int128)9_999_999_999_999_999_999m);
        table.Add(true, 0, 0L, float.NaN, double.NaN, " ", "{}", new DateOnly(1969, 12, 31), DateTimeOffset.UnixEpoch.AddMicroseconds(-1), Int128.Zero, Int128.Zero, Int128.Zero, Int128.Zero);
        table.Add(null, -1, -1L, -0.0f, -0.0, null, null, new DateOnly(1970, 1, 1), DateTimeOffset.UnixEpoch, Int128.NegativeOne, Int128.NegativeOne, Int128.NegativeOne, Int128.NegativeOne);
        table.Add(false, 1, 1L, float.PositiveInfinity, double.PositiveInfinity, "a", "1", null, null, Int128.One, Int128.One, Int128.One, Int128.One);
        table.Add(false, null, null, float.NegativeInfinity, double.NegativeInfinity, "\u007F\u0080\u07FF\u0800\uFFFF", "\"\"", new DateOnly(2024, 2, 29), null, null, null, null, null);
        table.Add(null, 1, 1L, float.Epsilon, double.Epsilon, new string('ü', 200), "[]", null, null, null, null, null, null);
        table.Write(File, new ParquetSettings(Enum.Parse<ParquetCodec>(codec)));
        table.AssertIsReadFrom(File);
    }

    [Fact]
    public void ColumnsWithoutAValueAreNull()
    {
        var table = new SampleTable(EveryKind);
        for (var i = 0; i < 30_000; i++)
        {
            table.Add(new object?[EveryKind.Length]);
        }

        table.Write(File, new ParquetSettings());
        table.AssertIsReadFrom(File);
    }

    [Fact]
    public void AFileMayHaveNoRows()
    {
        var table = new SampleTable(EveryKind);
        table.Write(File, new ParquetSettings());
        table.AssertIsReadFrom(File);
    }

    [Fact]
    public void AFileMayHaveManyRowGroups()
    {
        var table = new SampleTable(new("id", ParquetType.Int64), new("text", ParquetType.Text));
        for (var i = 0; i < 20_000; i++)
        {
            table.Add((long)i, i % 7 == 0 ? null : $"text {i % 1_000}");
        }

        table.Write(File, new ParquetSettings(RowGroupBytesMax: 10_000));
        table.AssertIsReadFrom(File);
        Assert.InRange(Readers.Hyparquet(File)[0].GetProperty("rowGroups").GetInt32(), 10, 100);
    }

    [Fact]
    public void ADictionaryMayBecomeTooLarge()
    {
        var table = new SampleTable(new("text", ParquetType.Text), new("unique", ParquetType.Int64));
        for (var i = 0; i < 170_000; i++)
        {
            table.Add(i < 140_000 ? $"one of {i % 30}" : $"a text of its own {i:D30}", i * 7919L);
        }

        table.Write(File, new ParquetSettings());
        table.AssertIsReadFrom(File);
        Assert.Equal("true", Readers.DuckDbValue(File, "SELECT encodings LIKE '%PLAIN, RLE, RLE_DICTIONARY%' FROM parquet_metadata(PATH) WHERE path_in_schema = 'text'")?.ToLowerInvariant());
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Snappy")]
    [InlineData("Gzip")]
    public void TextsMayBeAMegabyteLong(string codec)
    {
        var table = new SampleTable(new("text", ParquetType.Text), new("number", ParquetType.Int32));
        var random = new Random(1);
        for (var i = 0; i < 12; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 250_000).Select(_ => random.Next(1_000)));
            table.Add(i % 4 == 3 ? null : i % 4 == 2 ? "short" : text[..Math.Min(text.Length, 1 << 20)], i);
        }

        table.Write(File, new ParquetSettings(Enum.Parse<ParquetCodec>(codec)));
        table.AssertIsReadFrom(File);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void WhateverIsWrittenIsRead(int seed)
    {
        var random = new Random(seed);
        var columns = Enumerable.Range(0, random.Next(1, 8)).Select(i => new ParquetColumn($"column {i}", EveryKind[random.Next(EveryKind.Length)].Type)).ToArray();
        var distinct = columns.Select(_ => (int)Math.Pow(10, random.Next(6))).ToArray();
        var nullShare = columns.Select(_ => random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 0.9 }).ToArray();
        var table = new SampleTable(columns);
        for (var i = random.Next(60_000); i > 0; i--)
        {
            table.Add([.. columns.Select((column, c) => random.NextDouble() < nullShare[c] ? null : MadeUp(column.Type, random.Next(distinct[c])))]);
        }

        table.Write(File, new ParquetSettings((ParquetCodec)random.Next(3), random.Next(2) == 0 ? 32 << 20 : random.Next(50_000, 500_000)));
        table.AssertIsReadFrom(File);
    }

    [Fact]
    public void TheFileTellsOfItself()
    {
        var table = new SampleTable(EveryKind);
        table.Write(File, new ParquetSettings(), new("pipeline", "lake"), new("größe", "ü🦆"));
        var told = Readers.Hyparquet(File)[0];
        Assert.Equal("""[["pipeline","lake"],["größe","ü🦆"]]""", told.GetProperty("keyValues").GetRawText());
        Assert.StartsWith("HdfsConsumer version ", told.GetProperty("createdBy").GetString(), StringComparison.Ordinal);
        Assert.Equal(
        [
            """["boolean","BOOLEAN",null,null,null]""",
            """["int32","INT32",null,null,null]""",
            """["int64","INT64",null,null,null]""",
            """["float","FLOAT",null,null,null]""",
            """["double","DOUBLE",null,null,null]""",
            """["text","BYTE_ARRAY",null,"UTF8","STRING"]""",
            """["json","BYTE_ARRAY",null,"JSON","JSON"]""",
            """["date","INT32",null,"DATE","DATE"]""",
            """["timestamp","INT64",null,"TIMESTAMP_MICROS","TIMESTAMP"]""",
            """["short decimal","INT32",null,"DECIMAL","DECIMAL"]""",
            """["decimal","INT64",null,"DECIMAL","DECIMAL"]""",
            """["long decimal","FIXED_LEN_BYTE_ARRAY",16,"DECIMAL","DECIMAL"]""",
            """["dezimal größer 🦆","FIXED_LEN_BYTE_ARRAY",9,"DECIMAL","DECIMAL"]""",
        ],
        told.GetProperty("columns").EnumerateArray().Select(column => column.GetRawText()));
    }

    [Fact]
    public void EveryPageIsInTheIndices()
    {
        var table = new SampleTable(new("rising", ParquetType.Int64), new("gaps", ParquetType.Text), new("not numbers", ParquetType.Double));
        for (var i = 0; i < 50_000; i++)
        {
            table.Add((long)i, i < 20_000 ? null : "text", i < 20_000 ? double.NaN : i);
        }

        table.Write(File, new ParquetSettings());
        var indices = Readers.Hyparquet(File, "--indices").Select(line => line.GetRawText());
        Assert.Equal(
        [
            """{"column":"rising","firstRows":["0","20000","40000"],"nullPages":[false,false,false],"nullCounts":["0","0","0"],"order":"ASCENDING"}""",
            """{"column":"gaps","firstRows":["0","20000","40000"],"nullPages":[true,false,false],"nullCounts":["20000","0","0"],"order":"ASCENDING"}""",
            """{"column":"not numbers","firstRows":["0","20000","40000"]}""",
        ],
        indices);
    }

    [Theory]
    [InlineData("number = 25000", 1)]
    [InlineData("number < 0", 0)]
    [InlineData("zero = 0", 50_000)]
    [InlineData("long > repeat('x', 100)", 50_000)]
    [InlineData("long = repeat('x', 100) || '49999'", 1)]
    [InlineData("day = DATE '0001-01-01'", 25_000)]
    [InlineData("amount = -12.34", 25_000)]
    public void FiltersFindWhatIsThere(string condition, int count)
    {
        var table = new SampleTable(
            new("number", ParquetType.Int32), new("zero", ParquetType.Double), new("long", ParquetType.Text), new("day", ParquetType.Date), new("amount", ParquetType.Decimal(30, 2)));
        for (var i = 0; i < 50_000; i++)
        {
            table.Add(i, i % 2 == 0 ? 0.0 : -0.0, new string('x', 100) + i, i % 2 == 0 ? DateOnly.MinValue : DateOnly.MaxValue, (Int128)(i % 2 == 0 ? -1234 : 1234));
        }

        table.Write(File, new ParquetSettings(RowGroupBytesMax: 100_000));
        Assert.Equal(count.ToString(CultureInfo.InvariantCulture), Readers.DuckDbValue(File, $"SELECT count(*) FROM FILE WHERE {condition}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static object MadeUp(ParquetType type, int number) => type.Kind switch
    {
        ParquetKind.Boolean => number % 2 == 0,
        ParquetKind.Int32 => number * 7919,
        ParquetKind.Int64 => number * 7919L * 1_000_003,
        ParquetKind.Float => number / 7f,
        ParquetKind.Double => number / 7.0,
        ParquetKind.Text => $"text of {number}" + new string('ü', number % 50),
        ParquetKind.Json => JsonSerializer.Serialize(new { number }),
        ParquetKind.Date => new DateOnly(1900, 1, 1).AddDays(number),
        ParquetKind.Timestamp => new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(number * 1_234_567_891L),
        _ => (Int128)(number % 2 == 0 ? number : -number) * 997,
    };
}
