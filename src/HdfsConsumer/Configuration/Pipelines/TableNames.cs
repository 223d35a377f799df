using System.Text;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>What names of tables and columns are like, and the kinds of settings that name them.</summary>
internal static class TableNames
{
    /// <summary>What both servers take whole, with what is put behind it: PostgreSQL cuts names at 63 bytes, MySQL refuses them above 64 characters.</summary>
    public const int BytesMax = 50;

    /// <summary>The table with a row for each partition.</summary>
    public const string Ledger = "hdfs_consumer_ledger";

    /// <summary>The table with a row for each incarnation of each topic.</summary>
    public const string Topics = "hdfs_consumer_topics";

    /// <summary>The table with a row for each snapshot.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>Columns that tables have besides: the program's own, and those that people may use.</summary>
    public static class Own
    {
        /// <summary>The number of a row.</summary>
        public const string Id = "id";

        /// <summary>When a row was made.</summary>
        public const string CreatedAt = "created_at";

        /// <summary>Which of two rows of a key is the newer: its greatest.</summary>
        public const string Order = "_order";

        /// <summary>Then by partition.</summary>
        public const string Partition = "_partition";

        /// <summary>Then by offset.</summary>
        public const string Offset = "_offset";

        /// <summary>Of a row in a snapshot, which one.</summary>
        public const string SnapshotVersion = "snapshot_version";

        /// <summary>Whether the row only marks that its key was deleted.</summary>
        public const string IsDeleted = "_deleted";
    }

    /// <summary>The table that has a table's snapshots.</summary>
    public static string SnapshotsOf(string table) => $"{table}_snapshots";

    /// <summary>A table that every topic may have one of.</summary>
    public static ValueKind<DestinationTemplate?> Template { get; } = new("TABLE", "", "a table such as housing or fact_{topic}", ReadTemplate);

    /// <summary>Columns, each named once.</summary>
    public static ValueKind<IReadOnlyList<string>> Columns { get; } = new("NAMES", "", "names of columns with commas between them", text =>
        CommaList.Split(text) is var names && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? Reading<IReadOnlyList<string>>.Of(names)
            : Reading<IReadOnlyList<string>>.Refused("names one of them twice"))
    { IsList = true };

    /// <summary>The table of a template for a topic; null when it depends on the record.</summary>
    public static string? Of(DestinationTemplate template, string topic) =>
        template.Parts is [var pieces] && pieces.All(piece => piece.Literal is not null || (piece.Field == TemplateFields.Topic && piece.Format is null))
            ? string.Concat(pieces.Select(piece => piece.Literal ?? topic))
            : null;

    /// <summary>Why a table cannot have a name; null when it can.</summary>
    public static string? WhyNotTable(string name) =>
        name.ToLowerInvariant() is Ledger or Topics or Snapshots ? $"{name} is a table of HdfsConsumer's own" : WhyNot(name);

    /// <summary>Why a column cannot have a name; null when it can.</summary>
    public static string? WhyNot(string name) => name switch
    {
        "" => "it is empty",
        _ when Encoding.UTF8.GetByteCount(name) > BytesMax => $"it is longer than {BytesMax} bytes",
        _ when name.Any(letter => char.IsControl(letter) || letter is '"' or '`') => "it has quotes or control characters in it",
        Own.Order or Own.Partition or Own.Offset or Own.IsDeleted or Own.SnapshotVersion => $"{name} is a column of HdfsConsumer's own",
        _ => null,
    };

    private static Reading<DestinationTemplate?> ReadTemplate(string text)
    {
        var reading = DestinationTemplate.Read(text);
        return reading.Refusal is { } refusal
            ? Reading<DestinationTemplate?>.Refused(refusal)
            : Of(reading.Value, "topic") is null
                ? Reading<DestinationTemplate?>.Refused("is a folder, or names something else than {topic}")
                : Reading<DestinationTemplate?>.Of(reading.Value);
    }
}
