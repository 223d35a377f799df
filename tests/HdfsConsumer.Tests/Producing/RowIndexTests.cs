using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing;

public sealed class RowIndexTests
{
    [Fact]
    public void RowsAreFoundOnTheirLinesOnly()
    {
        const int lines = 100_000;
        using var index = IndexOf(Enumerable.Range(1, lines).Where(line => line % 3 != 0).Select(line => Row(line)));
        Assert.Equal(lines, index.LastLine);
        var random = new Random(5);
        for (var look = 0; look < 10_000; look++)
        {
            var line = random.Next(1, lines + 100);
            Assert.Equal(line <= lines && line % 3 != 0, index.Has(line, (ulong)line * 7));
            Assert.False(index.Has(line, ((ulong)line * 7) + 1));
        }
    }

    [Fact]
    public void RejectedRowsAreNotInIt()
    {
        using var index = IndexOf([Row(2, "is bad")]);
        Assert.Equal(0, index.LastLine);
        Assert.False(index.Has(2, 0));
    }

    [Fact]
    public void NothingFromTheFirstRowOnThatIsNotWantedIsInIt()
    {
        using var index = IndexOf([Row(1), Row(2), Row(3), Row(4)], linesWanted: 2);
        Assert.Equal(2, index.LastLine);
    }

    private static TakenRow Row(long line, string? rejection = null) => new(line, line, (ulong)line * 7, [], null, rejection, 0);

    private static RowIndex IndexOf(IEnumerable<TakenRow> rows, long linesWanted = long.MaxValue)
    {
        using var source = new GivenRows(rows);
        return RowIndex.Of(source, (in row) => row.Line <= linesWanted);
    }

    private sealed class GivenRows(IEnumerable<TakenRow> rows) : IRowSource
    {
        public string Name => "given";

        public double? FractionRead => null;

        public void Read(RowTaker take)
        {
            foreach (var row in rows)
            {
                if (!take(new() { Number = row.Number, Line = row.Line, Print = row.Print, Value = row.Value, Rejection = row.Rejection }))
                {
                    return;
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
