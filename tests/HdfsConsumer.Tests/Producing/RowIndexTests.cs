using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing;

public sealed class RowIndexTests
{
    [Fact]
    public void RowsAreFoundOnTheirLinesOnly()
    {
        const int lines = 100_000;
        using var index = RowIndex.Of(Enumerable.Range(1, lines).Where(line => line % 3 != 0).Select(line => new SourceRow(line, line, (ulong)line * 7, default, null, null)));
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
        using var index = RowIndex.Of([new SourceRow(1, 2, 0, default, null, "is bad")]);
        Assert.Equal(0, index.LastLine);
        Assert.False(index.Has(2, 0));
    }
}
