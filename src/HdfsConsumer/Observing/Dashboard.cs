using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HdfsConsumer.Observing;

/// <summary>Shows the summaries of pipelines on a terminal, as tables. Used by several pipelines at once.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="isAlone">Whether nothing else is written there, so that newer tables may take the place of older ones; else they go below.</param>
internal sealed class Dashboard(IAnsiConsole terminal, bool isAlone)
{
    private const int ValuesShownMax = 10;

    private readonly Lock _drawing = new();
    private readonly SortedDictionary<string, AnalyticsSummary> _summaries = new(StringComparer.Ordinal);
    private int _linesDrawn;

    /// <summary>The terminal of standard output; null when that is none.</summary>
    public static Dashboard? OnTerminal() => Console.IsOutputRedirected
        ? null
        : new Dashboard(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }), Console.IsErrorRedirected);

    /// <summary>Shows a summary, in the place of the pipeline's former one.</summary>
    public void Show(AnalyticsSummary summary)
    {
        lock (_drawing)
        {
            _summaries[summary.Pipeline] = summary;
            var board = new Rows((isAlone ? _summaries.Values.AsEnumerable() : [summary]).Select(TableOf));
            if (_linesDrawn > 0)
            {
                terminal.Cursor.MoveUp(_linesDrawn);
                terminal.Write(new ControlCode("\u001b[J"));
            }

            terminal.Write(board);
            _linesDrawn = isAlone ? HeightOf(board) : 0;
        }
    }

    private int HeightOf(IRenderable board) => Segment.SplitLines(board.Render(RenderOptions.Create(terminal), terminal.Profile.Width)).Count;

    private static Table TableOf(AnalyticsSummary summary)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.Title = new TableTitle(Markup.Escape(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Pipeline}: {summary.Records:N0} records{(summary.RecordsPerSecond is { } rate ? $", {rate:N1} a second" : "")}, {summary.WrittenAt:HH:mm:ss} UTC")));
        foreach (var top in summary.Top)
        {
            table.AddColumn(Column($"top {top.Name}{(top.Approximate ? $" (+{top.ErrorAtMost} at most)" : "")}", ValuesOf(top)));
        }

        foreach (var numbers in summary.Numbers)
        {
            table.AddColumn(Column(numbers.Name, numbers.Fields.Select(field => $"{field.Field} {Short(field.Mean)} ({Short(field.Min)} to {Short(field.Max)})")));
        }

        if (summary.Distinct.Count > 0)
        {
            table.AddColumn(Column("different values", summary.Distinct.Select(field => string.Create(
                CultureInfo.InvariantCulture, $"{field.Field} {(field.Approximate ? "about " : "")}{field.Count:N0}"))));
        }

        // The lists are the heads of columns without rows: they have different lengths.
        return table.Columns.Count > 0 ? table : table.AddColumn("");
    }

    private static IEnumerable<string> ValuesOf(TopSummary top) =>
        top.Values.Take(ValuesShownMax).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Count:N0} {PrintableText.Of(value.Value)}"));

    private static TableColumn Column(string name, IEnumerable<string> lines) => new(new Rows(lines.Select(line => new Text(line)).Prepend(new Text(name, new Style(decoration: Decoration.Bold))))) { NoWrap = true };

    private static string Short(double? number) => number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "none";
}
