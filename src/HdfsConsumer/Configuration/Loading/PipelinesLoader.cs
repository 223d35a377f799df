using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Reads the entries of <c>Pipelines</c>.</summary>
/// <param name="typed">The command line.</param>
/// <param name="variables">The environment.</param>
/// <param name="file">The settings file.</param>
/// <param name="databases">Reads what is about databases.</param>
/// <param name="problems">Where problems are added.</param>
/// <param name="needsTopics">Whether each must name topics.</param>
internal sealed class PipelinesLoader(
    SettingSource typed, SettingSource variables, SettingSource file, DatabaseLoader databases, ICollection<SettingProblem> problems, bool needsTopics)
{
    /// <summary>Every pipeline, as an argument.</summary>
    public const string All = "all";

    /// <summary>The names of all pipelines there are, in the order of the settings; the root action's is always one of them.</summary>
    public IReadOnlyList<string> Names { get; } =
    [
        .. NamesIn(file).Concat(NamesIn(variables))
            .Select(name => name.Equals(PipelineTable.RootPipeline, StringComparison.OrdinalIgnoreCase) ? PipelineTable.RootPipeline : name)
            .Append(PipelineTable.RootPipeline)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Reads pipelines.</summary>
    /// <param name="names">Which; <see cref="All"/>, or none, for every one.</param>
    /// <param name="general">What holds for all.</param>
    public IReadOnlyList<LandingSettings> Load(IReadOnlyCollection<string> names, Func<SettingValues, LandingSettings> general)
    {
        var wanted = names.Count == 0 || names.Contains(All, StringComparer.OrdinalIgnoreCase) ? AllOfThem() : [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
        var pipelines = new List<LandingSettings>();
        foreach (var name in wanted)
        {
            if (Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                pipelines.Add(Read(known, general));
            }
            else
            {
                problems.Add(new(name, $"there is no such pipeline; there is: {string.Join(", ", Names)}"));
            }
        }

        foreach (var clash in PipelineClashes.Between(pipelines))
        {
            problems.Add(clash);
        }

        return pipelines;
    }

    /// <summary>All that the settings say something of: somebody with pipelines of their own need not have the root action's.</summary>
    private IReadOnlyList<string> AllOfThem() => needsTopics && Names.Count > 1 && !IsSetUp(PipelineTable.RootPipeline)
        ? [.. Names.Where(name => name != PipelineTable.RootPipeline)]
        : Names;

    private bool IsSetUp(string name) =>
        NamesIn(file).Concat(NamesIn(variables)).Contains(name, StringComparer.OrdinalIgnoreCase)
        || new SettingValues([typed, variables, file], problems).Given(SettingTable.Topics) is not null;

    private LandingSettings Read(string name, Func<SettingValues, LandingSettings> general)
    {
        var section = $"{SettingKeys.Pipelines}:{name}";
        var isRoot = name == PipelineTable.RootPipeline;
        var values = new SettingValues(
            [
                typed,
                variables.ForPipeline(section),
                isRoot ? variables : variables.Without(PipelineTable.Own),
                file.ForPipeline(section),
                isRoot ? file : file.Without(PipelineTable.Own),
            ],
            problems);
        if (!IsName(name))
        {
            problems.Add(new(section, "is no name for a pipeline; accepted: 1 to 60 letters (a-z, A-Z), digits, '_' and '-', not digits alone, and not all"));
        }

        var itself = variables.Under(SettingKeys.Pipelines).Concat(file.Under(SettingKeys.Pipelines)).FirstOrDefault(value => value.Key == name).Value;
        if (itself is { IsEmptySection: false })
        {
            problems.Add(new(itself.Name, "has a value where there should be settings between { and }"));
        }

        var node = SettingNode.Of(section, variables.Under(section).Concat(file.Under(section)));
        foreach (var setting in PipelineTable.Settings)
        {
            _ = setting.IsList ? node.Find(setting.InPipeline!)?.TakeList() : node.Find(setting.InPipeline!)?.Take();
        }

        var sink = values.Of(PipelineTable.Sink);
        var parse = new ParseReader(problems).Read(node.Find("Parse"));
        var routes = new RouteReader(parse, problems).Read(node.Find("Routes"));
        if (routes.Count == 0)
        {
            routes = isRoot ? PipelineTable.RootRoutes
                : [RouteSettings.All(values.Of(PipelineTable.Table, null) ?? DestinationTemplate.Of($"{{{TemplateFields.Topic}}}"))];
        }
        else if (values.Given(PipelineTable.Table) is { } table)
        {
            problems.Add(new(table.Name, "goes with a pipeline without Routes; name the table in their To instead"));
        }

        var topics = values.Of(SettingTable.Topics, []);
        var database = sink is not (SinkKind.Postgres or SinkKind.MySql) ? null : databases.Read(sink, section, values, new TableSources(node.Find("Sink:Tables"), node.Find("Sink:Dimensions"), parse, routes, topics));
        var analytics = new AnalyticsLoader(problems).Read(sink, node, parse, values);
        foreach (var unread in node.Unread())
        {
            problems.Add(unread);
        }

        if (needsTopics && values.Given(SettingTable.Topics) is null && node.Find("Topics") is null && itself is null or { IsEmptySection: true })
        {
            problems.Add(new(itself?.Name ?? node.ShownName, "names no topic; give Topics"));
        }

        var settings = general(values);
        var fileName = values.Of(PipelineTable.FileName, isRoot ? PipelineTable.RootFileName : "records.jsonl");
        return settings with
        {
            Pipeline = name,
            Topics = topics,
            BasePath = values.Of(SettingTable.BasePath, isRoot ? SettingTable.BasePath.DefaultValue : $"./{name}"),
            Kafka = settings.Kafka with { GroupId = values.Of(SettingTable.GroupId, isRoot ? SettingTable.GroupId.DefaultValue : name) },
            Parse = parse,
            Routes = sink == SinkKind.Analytics ? AnalyticsSettings.LeadingHere(routes) : routes,
            Sink = sink,
            Lake = new LakeLoader(problems).Read(sink, topics, values),
            Database = database,
            Analytics = analytics,
            FileName = sink switch
            {
                SinkKind.Parquet => LakeSettings.FileName,
                SinkKind.Analytics => AnalyticsSettings.FileName,
                _ => fileName,
            },
            MayMissTopics = true,
        };
    }

    private static IEnumerable<string> NamesIn(SettingSource source) => source.Under(SettingKeys.Pipelines).Select(value => value.Key.Split(':')[0]);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 60 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
        && !name.All(char.IsAsciiDigit) && !name.Equals(All, StringComparison.OrdinalIgnoreCase);
}
