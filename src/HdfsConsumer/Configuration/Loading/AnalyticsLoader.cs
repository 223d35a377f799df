using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Reads what a pipeline counts, and tells settings that are for another kind of sink.</summary>
/// <param name="problems">Where problems are added.</param>
internal sealed class AnalyticsLoader(ICollection<SettingProblem> problems)
{
    private const int NameLettersMax = 60;

    /// <summary>Lists have file names of their own, which numbers must not take.</summary>
    private const string TopPrefix = "top_";

    private static readonly Setting[] OfAnalytics =
        [PipelineTable.Distinct, PipelineTable.TopCount, PipelineTable.MaxExact, PipelineTable.MaxGroups, PipelineTable.StatsInterval];

    /// <summary>Reads it.</summary>
    /// <param name="sink">How the pipeline lands.</param>
    /// <param name="pipeline">The pipeline's section.</param>
    /// <param name="parse">What is made of a record's members.</param>
    /// <param name="values">The pipeline's settings.</param>
    public AnalyticsSettings? Read(SinkKind sink, SettingNode pipeline, ParseSettings parse, SettingValues values)
    {
        if (sink != SinkKind.Analytics)
        {
            values.Refuse(OfAnalytics, "goes with Sink:Kind analytics only");
            return null;
        }

        values.Refuse([PipelineTable.FileName], "goes with files of lines; what is counted is shown in files of fixed names");
        if (parse.Columns.Count > 0)
        {
            problems.Add(new(pipeline.Find("Parse:Columns")!.ShownName, "goes with records that are landed; what is counted takes fields as they come"));
        }

        var settings = new AnalyticsSettings
        {
            Distinct = values.Of(PipelineTable.Distinct, []),
            Top = [.. TopIn(pipeline.Find("Sink:Top"))],
            Numbers = [.. NumbersIn(pipeline.Find("Sink:Numbers"))],
            Separators = SeparatorsIn(pipeline.Find("Sink:Separators")),
            TopCount = values.Of(PipelineTable.TopCount),
            ExactMax = values.Of(PipelineTable.MaxExact),
            GroupsMax = values.Of(PipelineTable.MaxGroups),
            StatsInterval = values.Of(PipelineTable.StatsInterval),
        };
        foreach (var unused in settings.Separators.Keys.Except(settings.Fields))
        {
            problems.Add(new(pipeline.Find($"Sink:Separators:{unused}")!.ShownName, "is for a field that nothing is counted of; name it in Distinct, Top or Numbers"));
        }

        return settings;
    }

    private IEnumerable<TopSettings> TopIn(SettingNode? section)
    {
        foreach (var name in NamesIn(section))
        {
            var node = section!.Find(name)!;
            if (node.Take() is not { Text.Length: > 0 } field)
            {
                // What is no value is told when all is read.
                if (node.Children.Any())
                {
                    continue;
                }

                problems.Add(new(node.ShownName, "names no field; give the one whose values are counted"));
                continue;
            }

            yield return new TopSettings(name, field.Text);
        }
    }

    private IEnumerable<NumbersSettings> NumbersIn(SettingNode? section)
    {
        foreach (var name in NamesIn(section))
        {
            var node = section!.Find(name)!;
            if (node.Given is not null)
            {
                // What is no section is told when all is read.
                continue;
            }

            var fields = node.Find("Fields")?.TakeList() is { } given ? CommaList.Split(given.Text) : [];
            var by = node.Find("By")?.Take()?.Text;
            if (fields.Length == 0 || fields.Distinct(StringComparer.Ordinal).Count() < fields.Length)
            {
                problems.Add(new(node.ShownName, "needs Fields, which are numbers, each named once"));
            }

            if (name.StartsWith(TopPrefix, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(new(node.ShownName, $"has a name that begins with {TopPrefix}, as the files of Top do; choose another"));
            }

            yield return new NumbersSettings(name, fields, by);
        }
    }

    private Dictionary<string, string> SeparatorsIn(SettingNode? section)
    {
        var separators = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, node) in section?.Children ?? [])
        {
            if (section!.Find(field)!.Take() is { Text.Length: > 0 } separator)
            {
                separators.Add(field, separator.Text);
            }
            else
            {
                problems.Add(new(node.ShownName, "is empty; give what stands between two values of the field"));
            }
        }

        return separators;
    }

    /// <summary>The names of a section, which files are to be called by.</summary>
    private IEnumerable<string> NamesIn(SettingNode? section)
    {
        foreach (var (name, node) in section?.Children ?? [])
        {
            _ = section!.Find(name);
            if (name.Length > NameLettersMax || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            {
                problems.Add(new(node.ShownName, $"is to be the name of a file; accepted: 1 to {NameLettersMax} letters (a-z, A-Z), digits, '_' and '-'"));
            }

            yield return name;
        }
    }
}
