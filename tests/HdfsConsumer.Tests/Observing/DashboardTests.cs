using HdfsConsumer.Observing;
using Spectre.Console;

namespace HdfsConsumer.Tests.Observing;

public sealed class DashboardTests : IDisposable
{
    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    [Fact]
    public void ASummaryIsATable()
    {
        Board(isAlone: false).Show(Summary("spotify", 3));
        Assert.Contains("spotify: 3 records, 1.5 a second", Shown(), StringComparison.Ordinal);
        Assert.Contains("top artists", Shown(), StringComparison.Ordinal);
        Assert.Contains("2 Bob", Shown(), StringComparison.Ordinal);
        Assert.Contains("energy 0.15 (0.1 to 0.2)", Shown(), StringComparison.Ordinal);
        Assert.Contains("track_id about 120,000", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesCannotSteerTheTerminal()
    {
        Board(isAlone: false).Show(Summary("spotify", 3, @"[red]x" + "\u001b[2J"));
        Assert.Contains(@"2 [red]x\u001b[2J", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingElseIsWrittenANewOneTakesItsPlace()
    {
        var board = Board(isAlone: true);
        board.Show(Summary("spotify", 3));
        var lines = Shown().Count(letter => letter == '\n');
        board.Show(Summary("spotify", 4));
        Assert.Contains($"\u001b[{lines}A\u001b[J", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void ElseItGoesBelow()
    {
        var board = Board(isAlone: false);
        board.Show(Summary("spotify", 3));
        board.Show(Summary("spotify", 4));
        Assert.DoesNotContain("\u001b[J", Shown(), StringComparison.Ordinal);
    }

    public void Dispose() => _terminal.Dispose();

    private Dashboard Board(bool isAlone)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_terminal), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors });
        terminal.Profile.Width = 160;
        return new Dashboard(terminal, isAlone);
    }

    private string Shown() => _terminal.ToString();

    private static AnalyticsSummary Summary(string pipeline, long records, string artist = "Bob") => new(
        pipeline,
        DateTimeOffset.UnixEpoch,
        records,
        RecordsPerSecond: 1.5,
        FirstRecordAt: null,
        LastRecordAt: null,
        [new DistinctSummary("track_id", 120_000, 0.008)],
        [new TopSummary("artists", "artists", [new TopValue(artist, 2)], ErrorAtMost: 0)],
        [new NumbersSummary("features", By: null, [new NumberSummary("energy", 2, 0, "0.3", 0.15, 0.1, 0.2, 0.1, 0.2, 0.2, 0.01)], [], 0)],
        []);
}
