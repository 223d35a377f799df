using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>The files of a summary as people and programs read them. Each is replaced as a whole, durably: whoever reads one sees all of it.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that they lie below.</param>
/// <param name="folders">The landing's folders.</param>
/// <param name="settings">What is counted.</param>
internal sealed class SummaryFiles(IDisk disk, string basePath, LandedFolders folders, AnalyticsSettings settings)
{
    private const string SummaryName = "summary.json";

    private readonly string _folder = Path.Combine(basePath, AnalyticsSettings.Folder);

    /// <summary>Where they are.</summary>
    public IReadOnlyList<string> Paths =>
    [
        Path.Combine(_folder, SummaryName),
        .. settings.Top.Select(top => Path.Combine(_folder, NameOf(top.Name))),
        .. settings.Numbers.Select(numbers => Path.Combine(_folder, $"{numbers.Name}.csv")),
    ];

    /// <summary>Writes them. Whoever calls this is alone in it.</summary>
    /// <exception cref="DiskFullException">There is no room for one of them; it is as it was.</exception>
    public void Write(AnalyticsSummary summary)
    {
        folders.Make(AnalyticsSettings.Folder);
        foreach (var top in summary.Top)
        {
            Replace(NameOf(top.Name), TableOf(top).ToUtf8());
        }

        foreach (var numbers in summary.Numbers)
        {
            Replace($"{numbers.Name}.csv", TableOf(numbers).ToUtf8());
        }

        Replace(SummaryName, summary.ToJson());
        folders.Sync(_folder);
    }

    /// <summary>The summary that was last written; null when there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not as this program writes it.</exception>
    public AnalyticsSummary? Read()
    {
        using var file = disk.OpenToRead(Path.Combine(_folder, SummaryName));
        if (file is null)
        {
            return null;
        }

        var json = new byte[file.Length];
        file.Read(json, 0);
        return AnalyticsSummary.Read(json);
    }

    /// <summary>Removes them. Can be repeated.</summary>
    public void Remove()
    {
        foreach (var path in Paths)
        {
            disk.Delete(path);
            disk.Delete(LandedFolders.NextOf(path));
        }
    }

    private void Replace(string name, byte[] bytes) => folders.Replace(Path.Combine(_folder, name), bytes);

    private static string NameOf(string top) => $"top_{top}.csv";

    private static CsvTable TableOf(TopSummary top)
    {
        var table = new CsvTable();
        table.Add(top.Field, "count", "count_at_most");
        foreach (var value in top.Values)
        {
            table.Add(value.Value, value.Count, value.Count + top.ErrorAtMost);
        }

        return table;
    }

    private static CsvTable TableOf(NumbersSummary numbers)
    {
        var table = new CsvTable();
        string[] columns = ["field", "count", "not_numbers", "sum", "mean", "min", "max", "p50", "p95", "p99"];
        if (numbers.By is null)
        {
            table.Add(columns);
            numbers.Fields.ToList().ForEach(field => table.Add(CellsOf(field)));
            return table;
        }

        // All records together are the group without a name.
        table.Add(columns.Prepend(numbers.By));
        foreach (var group in numbers.Groups.Prepend(new GroupSummary("", numbers.Fields)))
        {
            foreach (var field in group.Fields)
            {
                table.Add(CellsOf(field).Prepend(group.Group));
            }
        }

        return table;
    }

    private static IEnumerable<object?> CellsOf(NumberSummary field) =>
        [field.Field, field.Count, field.NotNumbers, field.Sum, field.Mean, field.Min, field.Max, field.P50, field.P95, field.P99];
}
