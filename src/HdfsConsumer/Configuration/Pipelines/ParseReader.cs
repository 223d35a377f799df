using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Reads the columns of a pipeline.</summary>
/// <param name="problems">Where problems are added.</param>
internal sealed class ParseReader(ICollection<SettingProblem> problems)
{
    /// <summary>Reads what is made of a record's members.</summary>
    /// <param name="parse">The section, null when there is none.</param>
    public ParseSettings Read(SettingNode? parse)
    {
        var required = parse?.Find("Required")?.TakeList() is { } names ? CommaList.Split(names.Text) : [];
        var columns = (parse?.Find("Columns") is { } section ? Columns(section, required) : []).ToList();
        foreach (var unknown in required.Where(name => columns.TrueForAll(column => column.Name != name)))
        {
            problems.Add(new(parse!.Find("Required")!.ShownName, $"names {unknown}, which is no column{NearestName.Hint(unknown, columns.Select(column => column.Name))}"));
        }

        var nullTexts = parse?.Find("NullTexts");
        return new ParseSettings
        {
            Columns = columns,
            NullTexts = nullTexts?.Take() is { } one ? [one.Text] : [.. nullTexts?.Items().Select(item => item.Take()?.Text ?? "") ?? []],
        };
    }

    private IEnumerable<ColumnSettings> Columns(SettingNode section, string[] required)
    {
        foreach (var name in section.Children.Select(child => child.Key))
        {
            var node = section.Find(name)!;
            var type = node.IsEmpty || node.Given is not null ? node : node.Find("Type");
            var from = node.Given is null ? node.Find("From")?.Take()?.Text : null;
            if (type?.Take() is not { } given)
            {
                problems.Add(new(node.ShownName, $"has no type; accepted: {ColumnTypeKind.Value.Accepted}"));
                yield return new ColumnSettings(name, from ?? name, default, required.Contains(name, StringComparer.Ordinal));
                continue;
            }

            var reading = ColumnTypeKind.Value.Read(given.Text);
            if (reading.Refusal is { } refusal)
            {
                problems.Add(SettingProblem.Refused(given, refusal, ColumnTypeKind.Value.Accepted));
            }

            // One of no type goes on as a column: what names it is not wrong for that.
            yield return new ColumnSettings(name, from ?? name, reading.Refusal is null ? reading.Value : default, required.Contains(name, StringComparer.Ordinal));
        }
    }
}
