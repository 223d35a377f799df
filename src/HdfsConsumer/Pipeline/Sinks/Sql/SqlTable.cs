using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>A table as rows are written to it.</summary>
internal sealed class SqlTable
{
    /// <summary>Puts together what is known of a table before the server is asked.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">What it is to be.</param>
    /// <param name="parsed">Every column that records are parsed into, in the order of the settings.</param>
    /// <param name="dimensions">The tables of values that there are.</param>
    public SqlTable(string name, TableSettings settings, IReadOnlyList<ColumnSettings> parsed, IReadOnlyList<DimensionSettings> dimensions)
    {
        Name = name;
        Settings = settings;
        Parsed = parsed;
        Columns = [.. parsed.Where(column => settings.Columns.Contains(column.Name))];
        Dimensions = [.. dimensions.Where(dimension => settings.Columns.Contains(dimension.Column))];
        IsKey = [.. parsed.Select(column => settings.Keys.Contains(column.Name))];
        KeyColumns = [.. settings.Keys.Select(key => Columns.First(column => column.Name == key))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is to be.</summary>
    public TableSettings Settings { get; }

    /// <summary>Every column that records are parsed into, in the order in which a row has them.</summary>
    public IReadOnlyList<ColumnSettings> Parsed { get; }

    /// <summary>Those of them that the table has, in the same order.</summary>
    public IReadOnlyList<ColumnSettings> Columns { get; }

    /// <summary>Those that tell one row from another, in the order of the settings.</summary>
    public IReadOnlyList<ColumnSettings> KeyColumns { get; }

    /// <summary>Of each column in a row, whether it is one of them.</summary>
    public IReadOnlyList<bool> IsKey { get; }

    /// <summary>The tables of values whose numbers it has.</summary>
    public IReadOnlyList<DimensionSettings> Dimensions { get; }

    /// <summary>Whether a row replaces the older one of its key; each row then has its order with it.</summary>
    public bool IsUpserted => Settings.Mode != TableMode.Append;

    /// <summary>Whether the whole of it is kept in versions.</summary>
    public bool HasSnapshots => Settings.Mode == TableMode.Snapshot;

    /// <summary>Whether rows only mark that their key was deleted.</summary>
    public bool HasDeletions => Settings.DeleteOnNull;

    /// <summary>Of each column in a row, whether it is written: the server has it. Known after the start.</summary>
    public IReadOnlyList<bool> IsWritten { get; private set; } = [];

    /// <summary>Whether every column that is written is of the very type that the program would give it. Known after the start.</summary>
    public bool HasOurTypes { get; private set; }

    /// <summary>The columns that are written of each row, in order: those of records, the numbers of dimensions, the program's own.</summary>
    public IEnumerable<string> WrittenNames => DataNames.Concat(OwnNames);

    /// <summary>Those of them that people read.</summary>
    public IEnumerable<string> DataNames => Parsed.Where((_, i) => IsWritten[i]).Select(column => column.Name).Concat(Dimensions.Select(dimension => dimension.Key));

    /// <summary>The program's own columns.</summary>
    public IEnumerable<string> OwnNames => (IsUpserted, HasDeletions) switch
    {
        (false, _) => [],
        (true, false) => [TableNames.Own.Order, TableNames.Own.Partition, TableNames.Own.Offset],
        (true, true) => [TableNames.Own.Order, TableNames.Own.Partition, TableNames.Own.Offset, TableNames.Own.IsDeleted],
    };

    /// <summary>The server has been asked.</summary>
    /// <param name="present">The columns that it has of those that are wanted.</param>
    /// <param name="hasOurTypes">See <see cref="HasOurTypes"/>.</param>
    public void Found(IReadOnlySet<string> present, bool hasOurTypes)
    {
        IsWritten = [.. Parsed.Select(column => Columns.Contains(column) && present.Contains(column.Name))];
        HasOurTypes = hasOurTypes;
    }
}
