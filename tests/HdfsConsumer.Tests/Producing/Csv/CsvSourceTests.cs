using System.Text;
using System.Text.Json;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Csv;

public sealed class CsvSourceTests
{
    public static TheoryData<string> Spectrum { get; } =
        [.. Directory.EnumerateFiles(TestData.PathOf("csv-spectrum"), "*.csv").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Spectrum))]
    public void HardFilesAreReadAsTheyAreMeant(string name)
    {
        var csv = File.ReadAllBytes(TestData.PathOf($"csv-spectrum/{name}.csv"));
        var (records, rejected) = CsvRows.Of(csv, new CsvSettings { Empty = EmptyCells.Keep });
        using var expected = JsonDocument.Parse(File.ReadAllBytes(TestData.PathOf($"csv-spectrum/{name}.json")));
        Assert.Empty(rejected);
        Assert.Equal(expected.RootElement.EnumerateArray().Select(Fields), records.Select(Fields));
    }

    [Fact]
    public void HousingIsNumbersAndItsMeanIsRight()
    {
        var (records, rejected) = CsvRows.Of(File.ReadAllBytes(TestData.PathOf("housing.csv")));
        Assert.Empty(rejected);
        Assert.Equal(506, records.Count);
        var houses = records.Select(record => JsonSerializer.Deserialize<Dictionary<string, double>>(record)!).ToList();
        Assert.All(houses, house => Assert.Equal(14, house.Count));
        Assert.Equal(22.5328, houses.Average(house => house["medv"]), 4);
        Assert.StartsWith("""{"crim":0.00632,"zn":18,"indus":2.31,"chas":0,""", records[0], StringComparison.Ordinal);
    }

    [Fact]
    public void CustomersWithACommaThatShouldHaveBeenQuotedAreRejected()
    {
        var (records, rejected) = CsvRows.Of(File.ReadAllBytes(TestData.PathOf("customers.csv")));
        var columns = File.ReadLines(TestData.PathOf("customers.csv")).Select(line => line.Split(',').Length).ToList();
        Assert.Equal(columns.Skip(1).Count(count => count == columns[0]), records.Count);
        Assert.Equal(
            columns.Index().Where(line => line.Item != columns[0]).Select(line => $"{line.Index + 1} has {line.Item} fields instead of {columns[0]}"), rejected);
        Assert.Equal((67, 24), (records.Count, rejected.Count));
        Assert.Contains(records, record => record.Contains("\"Country\":\"Mexico\"", StringComparison.Ordinal));
    }

    [Fact]
    public void ColumnsWithoutANameAndWordsForTrueAreTakenAsTheyAre()
    {
        var (records, _) = CsvRows.Of(File.ReadAllBytes(TestData.PathOf("tracks.csv")));
        Assert.Equal(40, records.Count);
        Assert.StartsWith("""{"":0,"track_id":"ec974Lb33VTjZuRD7lZnGE","artists":"Jun Ångström;""", records[0], StringComparison.Ordinal);
        Assert.Contains("\"explicit\":false", records[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\n2\n", "1")]
    [InlineData("1\n2.5\n", "1")]
    [InlineData("1.50\n2\n", "1.50")]
    [InlineData("-3e-7\n2\n", "-3e-7")]
    [InlineData("true\nFALSE\n", "true")]
    [InlineData("true\n1\n", "\"true\"")]
    [InlineData("007\n1\n", "\"007\"")]
    [InlineData("1\n007\n", "\"1\"")]
    [InlineData("1\nx\n", "\"1\"")]
    [InlineData("+1\n1\n", "\"\\u002B1\"")]
    [InlineData(".5\n1\n", "\".5\"")]
    [InlineData("5.\n1\n", "\"5.\"")]
    [InlineData("1e999\n1\n", "\"1e999\"")]
    [InlineData("-\n1\n", "\"-\"")]
    [InlineData("-0\n1\n", "\"-0\"")]
    [InlineData("NaN\n1\n", "\"NaN\"")]
    [InlineData(" 1\n1\n", "\" 1\"")]
    [InlineData("9223372036854775807\n1\n", "9223372036854775807")]
    [InlineData("9223372036854775808\n1\n", "\"9223372036854775808\"")]
    [InlineData("2025-01-01\n", "\"2025-01-01\"")]
    public void TypesAreInferredFromTheWholeColumn(string cells, string first) =>
        Assert.Equal(JsonDocument.Parse(first).RootElement.GetRawText() is var raw && raw.StartsWith('"') ? JsonSerializer.Deserialize<string>(first) : raw, Plain(CsvRows.Of("v\n" + cells).Records[0]));

    [Fact]
    public void GivenTypesReadWhatIsNotWrittenAsJsonHasIt()
    {
        var types = new Dictionary<string, CellType> { ["i"] = CellType.Int, ["d"] = CellType.Double, ["b"] = CellType.Bool, ["s"] = CellType.String };
        var (records, _) = CsvRows.Of("i,d,b,s\n007,.5,1,12\n", new CsvSettings { Types = types });
        Assert.Equal(["""{"i":7,"d":0.5,"b":true,"s":"12"}"""], records);
    }

    [Fact]
    public void ACellOfAnotherTypeThanGivenIsRejected()
    {
        var types = new Dictionary<string, CellType> { ["n"] = CellType.Int };
        var (records, rejected) = CsvRows.Of("n\n1\none\n1.5\n2\n", new CsvSettings { Types = types });
        Assert.Equal(["""{"n":1}""", """{"n":2}"""], records);
        Assert.Equal(["3 has 'one' in column n, which is no int", "4 has '1.5' in column n, which is no int"], rejected);
    }

    [Theory]
    [InlineData(EmptyCells.Null, """{"a":1,"b":null}""")]
    [InlineData(EmptyCells.Keep, """{"a":1,"b":""}""")]
    [InlineData(EmptyCells.Drop, """{"a":1}""")]
    public void AnEmptyCellBecomesWhatIsAskedFor(object empty, string expected) =>
        Assert.Equal(expected, CsvRows.Of("a,b\n1,\n2,3\n", new CsvSettings { Empty = (EmptyCells)empty }).Records[0]);

    [Fact]
    public void RaggedRowsAreRejectedAndTheOthersAreNot()
    {
        var (records, rejected) = CsvRows.Of("a,b\n1,2\n3\n4,5,6\n\n7,8");
        Assert.Equal(["""{"a":1,"b":2}""", """{"a":7,"b":8}"""], records);
        Assert.Equal(["3 has 1 field instead of 2", "4 has 3 fields instead of 2"], rejected);
    }

    [Fact]
    public void AQuoteThatIsNotClosedSpoilsItsLineOnly()
    {
        var (records, rejected) = CsvRows.Of("a,b\n1,\"x\ny\"\n2,\"open\n3,z\n5,v\n");
        Assert.Equal(["""{"a":1,"b":"x\ny"}""", """{"a":3,"b":"z"}""", """{"a":5,"b":"v"}"""], records);
        Assert.Equal(["4 has a quote that is not closed"], rejected);
    }

    [Fact]
    public void AQuoteThatTheNextOneClosesSpoilsAllLinesBetweenThem()
    {
        var (records, rejected) = CsvRows.Of("a,b\n2,\"open\n3,z\n4,\"w\"\n5,v\n");
        Assert.Equal(["""{"a":5,"b":"v"}"""], records);
        Assert.Equal(["2 has text after a closing quote"], rejected);
    }

    [Fact]
    public void AQuoteThatIsNotClosedDoesNotFillTheMemory()
    {
        var rows = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number},some text\n"));
        var (records, rejected) = CsvRows.Of("a,b\n0,\"open\n" + rows, new CsvSettings { RowBytesMax = 10_000 });
        Assert.Equal(20_000, records.Count);
        Assert.StartsWith("2 ", Assert.Single(rejected), StringComparison.Ordinal);
    }

    [Fact]
    public void ALongRowIsRejectedWithTheLinesBehindItCountedRight()
    {
        var (records, rejected) = CsvRows.Of($"a,b\r\n1,2\r\n\r\n3,{new string('x', 300_000)}\r\n5\r\n6,7\r\n", new CsvSettings { RowBytesMax = 10_000 });
        Assert.Equal(2, records.Count);
        Assert.StartsWith("4 is longer than 10000 bytes", rejected[0], StringComparison.Ordinal);
        Assert.Equal("5 has 1 field instead of 2", rejected[1]);
    }

    [Fact]
    public void TextBehindAClosingQuoteIsRejected() =>
        Assert.Equal(["2 has text after a closing quote"], CsvRows.Of("a,b\n1,\"x\"y\n2,z\n").Rejected);

    [Fact]
    public void AQuoteWithinAnUnquotedCellIsText() =>
        Assert.Equal("{\"a\":1,\"b\":\"5\\\" pipe\"}", CsvRows.Of("a,b\n1,5\" pipe\n").Records[0]);

    [Fact]
    public void InvalidUtf8IsRejectedAndNotGuessed()
    {
        var latin1 = Encoding.Latin1.GetBytes("a,b\n1,café\n2,the\n");
        var (records, rejected) = CsvRows.Of(latin1);
        Assert.Equal(["""{"a":2,"b":"the"}"""], records);
        Assert.StartsWith("2 is not valid UTF-8", rejected[0], StringComparison.Ordinal);
        Assert.Equal(["""{"a":1,"b":"café"}""", """{"a":2,"b":"the"}"""], CsvRows.Of(latin1, encoding: SourceEncoding.Latin1).Records);
    }

    [Fact]
    public void AnOpenQuoteInLatin1SpoilsItsLineOnly()
    {
        var (records, rejected) = CsvRows.Of(Encoding.Latin1.GetBytes("é,b\n1,é\n2,\"ééé\n3,ü\n"), encoding: SourceEncoding.Latin1);
        Assert.Equal(["""{"é":1,"b":"é"}""", """{"é":3,"b":"ü"}"""], records);
        Assert.Single(rejected);
    }

    [Theory]
    [InlineData("\uFEFFa;b\r\n1;2\r\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\r1|2\r", '|')]
    public void BomLineEndsAndDelimitersAreUnderstood(string csv, char delimiter) =>
        Assert.Equal(["""{"a":1,"b":2}"""], CsvRows.Of(csv, new CsvSettings { Delimiter = delimiter }).Records);

    [Theory]
    [InlineData("a,a\n1,2\n", "names column 'a' 2 times")]
    [InlineData("a,\"b\n1,2\n", "quote that is not closed")]
    public void AHeaderThatNamesNoColumnsStopsTheRun(string csv, string expected)
    {
        var stop = Assert.Throws<StopException>(() => CsvRows.Of(csv));
        Assert.Contains(expected, stop.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.DataNeedsAttention, stop.ExitCode);
    }

    [Fact]
    public void Utf16IsNamedAndRefused() =>
        Assert.Contains("UTF-16", Assert.Throws<StopException>(() => CsvRows.Of(Encoding.Unicode.GetPreamble())).Message, StringComparison.Ordinal);

    [Fact]
    public void AColumnThatThereIsNotIsNamedWithTheNearest()
    {
        var stop = Assert.Throws<StopException>(() => CsvRows.Of("city,country\n", new CsvSettings { KeyColumn = "citi" }));
        Assert.Equal(ExitCode.WrongUsage, stop.ExitCode);
        Assert.Contains("Did you mean 'city'?", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordIdsAreRowNumbers() =>
        Assert.Equal("""{"a":5,"record_id":2,"timestamp":"1970-01-02T00:00:00.000Z"}""", CsvRows.Of("a\n4\n5\n", new CsvSettings { AddRecordId = true }).Records[1]);

    private static string? Plain(string record)
    {
        using var json = JsonDocument.Parse(record);
        var value = json.RootElement.GetProperty("v");
        return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    private static string Fields(string record)
    {
        using var json = JsonDocument.Parse(record);
        return Fields(json.RootElement);
    }

    // The files' own JSON has all values as text.
    private static string Fields(JsonElement record) =>
        string.Join('\n', record.EnumerateObject().Select(field => $"{field.Name}={field.Value}"));
}
