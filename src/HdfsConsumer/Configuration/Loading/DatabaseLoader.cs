using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>What a pipeline's tables are made of.</summary>
/// <param name="Tables">What is said of single tables; null for nothing.</param>
/// <param name="Dimensions">The tables of values; null for none.</param>
/// <param name="Parse">The columns.</param>
/// <param name="Routes">Where records go.</param>
/// <param name="Topics">The topics.</param>
internal sealed record TableSources(
    SettingNode? Tables, SettingNode? Dimensions, ParseSettings Parse, IReadOnlyList<RouteSettings> Routes, IReadOnlyList<string> Topics);

/// <summary>Reads how a pipeline lands in a database. What is told of problems never holds the connection.</summary>
/// <param name="environment">The environment's variables.</param>
/// <param name="workingFolder">The folder that relative paths start at.</param>
/// <param name="problems">Where problems are added.</param>
internal sealed class DatabaseLoader(IReadOnlyDictionary<string, string> environment, string workingFolder, ICollection<SettingProblem> problems)
{
    private static readonly ColumnKind[] Numbered = [ColumnKind.Text, ColumnKind.Int, ColumnKind.Long];
    private static readonly ColumnKind[] Unequal = [ColumnKind.Float, ColumnKind.Double, ColumnKind.Json];
    private static readonly ColumnKind[] Ordered = [ColumnKind.Int, ColumnKind.Long, ColumnKind.Date, ColumnKind.Timestamp];

    /// <summary>Reads it.</summary>
    /// <param name="sink">Which database.</param>
    /// <param name="section">The pipeline's section: <c>Pipelines:housing</c>.</param>
    /// <param name="values">The pipeline's settings.</param>
    /// <param name="sources">What tables are made of.</param>
    public DatabaseSettings Read(SinkKind sink, string section, SettingValues values, TableSources sources)
    {
        if (sources.Parse.Columns.Count == 0)
        {
            problems.Add(new(section, $"lands in tables, whose columns have types; give Parse:Columns. `infer {sources.Topics.FirstOrDefault("TOPIC")}` says what they could be"));
        }

        var tables = new Dictionary<string, TableSettings>(StringComparer.Ordinal);
        foreach (var route in sources.Routes)
        {
            if (route.Action is not RouteAction.Land land)
            {
                continue;
            }

            if (land.AddReason is not null)
            {
                problems.Add(new(route.Path, "has AddReason, which goes with files only; a table has no column for it"));
            }

            foreach (var topic in sources.Topics)
            {
                Add(tables, TableNames.Of(land.To, topic), route.Path.Length > 0 ? route.Path : section, values, sources);
            }
        }

        return new DatabaseSettings
        {
            Connection = ConnectionOf(sink, values),
            Tables = tables,
            Dimensions = [.. DimensionsIn(sources)],
            SnapshotInterval = values.OrNull(PipelineTable.SnapshotInterval),
            SnapshotsKept = values.Of(PipelineTable.SnapshotsKept),
            OnNewColumn = values.Of(PipelineTable.OnNewColumn),
        };
    }

    private void Add(Dictionary<string, TableSettings> tables, string? table, string path, SettingValues values, TableSources sources)
    {
        if (table is null)
        {
            problems.Add(new(path, "leads to a folder, or to a table by something else than {topic}; accepted: a table such as housing or fact_{topic}"));
            return;
        }

        if (tables.ContainsKey(table))
        {
            return;
        }

        var own = sources.Tables?.Find(table);
        var named = NamesIn(own, "Columns");
        var columns = sources.Parse.Columns.Where(column => named is null || named.Contains(column.Name)).ToList();
        var keys = NamesIn(own, "Keys") ?? values.Of(PipelineTable.Keys, []);
        var mode = values.OrNull(PipelineTable.Mode) ?? (keys.Count > 0 ? TableMode.Upsert : TableMode.Append);
        var orderBy = values.Of(PipelineTable.OrderBy, "");
        var settings = new TableSettings([.. columns.Select(column => column.Name)], keys, mode)
        {
            OrderBy = orderBy.Length == 0 ? null : orderBy,
            DeleteOnNull = values.Of(PipelineTable.DeleteOnNull),
        };
        tables.Add(table, settings);
        foreach (var problem in ProblemsOf(table, settings, columns, named))
        {
            problems.Add(new(own?.ShownName ?? path, problem));
        }
    }

    private IEnumerable<DimensionSettings> DimensionsIn(TableSources sources)
    {
        foreach (var (table, node) in sources.Dimensions?.Children ?? [])
        {
            var own = sources.Dimensions!.Find(table)!;
            var (column, key) = (own.Find("Column")?.Take()?.Text, own.Find("Key")?.Take()?.Text);
            if (column is null || key is null)
            {
                problems.Add(new(node.ShownName, "needs a Column, which has the values, and a Key, the column for their numbers"));
                continue;
            }

            foreach (var whyNot in new[] { TableNames.WhyNotTable(table), TableNames.WhyNot(key) }.OfType<string>())
            {
                problems.Add(new(node.ShownName, $"has a name that cannot be used: {whyNot}"));
            }

            if (sources.Parse.Columns.FirstOrDefault(parsed => parsed.Name == column) is not { } source || !Numbered.Contains(source.Type.Kind))
            {
                problems.Add(new(node.ShownName, $"takes its values from {column}, which is no column of type text, int or long"));
            }
            else if (sources.Parse.Columns.Any(parsed => parsed.Name == key))
            {
                problems.Add(new(node.ShownName, $"has the key {key}, which is a column of records"));
            }
            else
            {
                yield return new DimensionSettings(table, column, key);
            }
        }
    }

    private static IEnumerable<string> ProblemsOf(string table, TableSettings settings, List<ColumnSettings> columns, IReadOnlyList<string>? named)
    {
        foreach (var (name, whyNot) in settings.Columns.Select(name => (name, TableNames.WhyNot(name))).Prepend((table, TableNames.WhyNotTable(table))))
        {
            if (whyNot is not null)
            {
                yield return $"has the name {name}, which cannot be used: {whyNot}";
            }
        }

        foreach (var name in (named ?? []).Concat(settings.Keys).Distinct().Where(name => columns.TrueForAll(column => column.Name != name)))
        {
            yield return $"names {name}, which is no column of table {table}";
        }

        foreach (var key in columns.Where(column => settings.Keys.Contains(column.Name) && Unequal.Contains(column.Type.Kind)))
        {
            yield return $"has the key {key.Name}, which is {key.Type}: no two such values are surely equal";
        }

        if (settings.Mode != TableMode.Append && settings.Keys.Count == 0)
        {
            yield return $"lets rows of table {table} take each other's place, which needs keys; give Sink:Keys";
        }

        if (settings.Mode == TableMode.Append && (settings.Keys.Count > 0 || settings.OrderBy is not null || settings.DeleteOnNull))
        {
            yield return $"only appends to table {table}; Keys, OrderBy and DeleteOnNull go with Mode upsert or snapshot";
        }

        if (settings.OrderBy is not null && settings.DeleteOnNull)
        {
            yield return "has both OrderBy and DeleteOnNull, but a record without a value has no column to be ordered by; leave one of them out";
        }

        if (settings.OrderBy is { } orderBy && !columns.Exists(column => column.Name == orderBy && Ordered.Contains(column.Type.Kind)))
        {
            yield return $"orders table {table} by {orderBy}, which is none of its columns of type int, long, date or timestamp";
        }
    }

    private static IReadOnlyList<string>? NamesIn(SettingNode? node, string name) => node?.Find(name)?.TakeList() is { } given ? CommaList.Split(given.Text) : null;

    private string ConnectionOf(SinkKind sink, SettingValues values)
    {
        var otherwise = sink == SinkKind.Postgres ? "Host=localhost;Database=hdfs_consumer;Username=hdfs_consumer" : "Server=localhost;Database=hdfs_consumer;User ID=hdfs_consumer";
        var connection = environment.GetValueOrDefault(DatabaseSettings.VariableOf(sink)) is { Length: > 0 } set ? set : values.Of(PipelineTable.Connection, otherwise);
        if (values.Given(PipelineTable.PasswordFile) is not { } file)
        {
            return connection;
        }

        try
        {
            var password = File.ReadLines(Path.Combine(workingFolder, file.Text)).FirstOrDefault("");
            return $"{connection.TrimEnd(';')};Password='{password.Replace("'", "''", StringComparison.Ordinal)}'";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(new(file.Name, File.Exists(Path.Combine(workingFolder, file.Text)) ? $"the file cannot be read: {e.Message}" : "names a file that is not there"));
            return connection;
        }
    }
}
