using System.Text;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.JsonLines;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Producing.Transactions;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing;

public sealed class WhoWantsNoMoreRowsTests
{
    private const int Many = 5;

    [Fact]
    public void GetsNoMoreOfACsvFile() => GetsNoMore(new CsvSource(File("a\n1\n2\n3\n4\n5\n"), "-", new CsvSettings(), new ManualClock()));

    [Fact]
    public void GetsNoMoreOfJsonLines() => GetsNoMore(new JsonLinesSource(File("1\n2\n3\n4\n5\n"), "-", new JsonLinesSettings(), new ManualClock()));

    [Fact]
    public void GetsNoMoreWeather() =>
        GetsNoMore(new PlaceWeather(new WeatherSettings { Places = [("Paris", "France")], Records = Many }, new ManualClock(), CancellationToken.None));

    [Fact]
    public void GetsNoMoreTransactions() =>
        GetsNoMore(new TransactionSource(new TransactionSettings { Transactions = Many }, new ManualClock(), CancellationToken.None));

    [Fact]
    public void GetsNoMoreOfWhatWasReadAhead() =>
        GetsNoMore(new RowsAhead(new JsonLinesSource(File("1\n2\n3\n4\n5\n"), "-", new JsonLinesSettings(), new ManualClock())));

    private static void GetsNoMore(IRowSource source)
    {
        using (source)
        {
            Assert.Equal([1L, 2L], TakenRow.AllOf(source, countMax: 2).Select(row => row.Number));
        }
    }

    private static SourceFile File(string text) => SourceFile.Streaming(new MemoryStream(Encoding.UTF8.GetBytes(text)), SourceEncoding.Utf8);
}
