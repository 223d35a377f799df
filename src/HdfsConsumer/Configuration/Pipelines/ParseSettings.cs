using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>What a pipeline makes of a record's members.</summary>
internal sealed record ParseSettings
{
    /// <summary>The columns that are landed, in their order. Empty, the default: records are landed as they came.</summary>
    public IReadOnlyList<ColumnSettings> Columns { get; init; } = [];

    /// <summary>Texts that stand for null, such as <c>NULL</c> or <c>n/a</c>. Default none.</summary>
    public IReadOnlyList<string> NullTexts { get; init; } = [];

    /// <summary>Why a rule cannot name a field; null when it can. Without columns a record may have any member.</summary>
    public string? WhyNoField(string name) => Columns.Count > 0 && Columns.All(column => column.Name != name)
        ? $"names the field {name}, which is no column{NearestName.Hint(name, Columns.Select(column => column.Name))}"
        : null;

    /// <summary>The member that a field's name in rules and templates means: a column's source, else the name itself.</summary>
    public string PathOf(string field) => Columns.FirstOrDefault(column => column.Name == field)?.From ?? field;
}

/// <summary>A typed column.</summary>
/// <param name="Name">Its name in what is landed.</param>
/// <param name="From">The member that it is taken from; of a member within members, the names with dots between them.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether a record needs a value for it.</param>
internal sealed record ColumnSettings(string Name, string From, ColumnType Type, bool IsRequired);

/// <summary>The kinds of values that a column may have.</summary>
internal enum ColumnKind
{
    /// <summary>Text; of numbers and the like, their JSON.</summary>
    Text,

    /// <summary>A whole number of 32 bits.</summary>
    Int,

    /// <summary>A whole number of 64 bits.</summary>
    Long,

    /// <summary>A binary floating-point number of 32 bits (IEEE 754).</summary>
    Float,

    /// <summary>A binary floating-point number of 64 bits (IEEE 754).</summary>
    Double,

    /// <summary>A decimal number.</summary>
    Decimal,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day of the Gregorian calendar.</summary>
    Date,

    /// <summary>A moment, in microseconds.</summary>
    Timestamp,

    /// <summary>Any JSON, as it stands.</summary>
    Json,
}

/// <summary>A column's type.</summary>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Precision">Of a decimal, its digits; 1 to 28.</param>
/// <param name="Scale">Of a decimal, its digits behind the point; 0 to <paramref name="Precision"/>.</param>
internal readonly record struct ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>The greatest precision: what <see cref="decimal"/> holds of any digits.</summary>
    public const int PrecisionMax = 28;

    /// <inheritdoc/>
    public override string ToString() => Kind == ColumnKind.Decimal
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})")
        : Kind.ToString().ToLowerInvariant();
}
