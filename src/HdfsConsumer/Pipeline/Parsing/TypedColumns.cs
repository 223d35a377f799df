using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>The typed columns of a record, read in the order of the settings.</summary>
internal sealed class TypedColumns
{
    private const int ShownCharsMax = 100;

    private readonly (ColumnSettings Column, int Slot)[] _columns;

    /// <summary>Gives each column's member a slot.</summary>
    public TypedColumns(IReadOnlyList<ColumnSettings> columns, FieldTable fields)
    {
        _columns = [.. columns.Select(column => (column, fields.SlotOf(column.From)))];
        Fingerprint = string.Join(' ', columns.Select(column => $"{RuleText.Name(column.Name)}<{RuleText.Name(column.From)}:{column.Type}{(column.IsRequired ? "!" : "")}"));
    }

    /// <summary>Changes when the same record could be read differently.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the columns.</summary>
    /// <param name="record">The record.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="write">Is given where they go, each column and its value.</param>
    /// <param name="missing">The required columns without a value; null when they all have one.</param>
    /// <returns>Which column does not fit, and why; null when all do.</returns>
    public string? Read<T>(ParsedRecord record, T to, Action<T, ColumnSettings, ColumnValue> write, out IReadOnlyList<string>? missing)
    {
        missing = null;
        List<string>? withoutValue = null;
        foreach (var (column, slot) in _columns)
        {
            if (!ColumnValue.TryRead(record, slot, column.Type, out var value))
            {
                return $"{column.Name} '{Shown(record.TextOf(slot)!)}' is no {column.Type}";
            }

            if (column.IsRequired && (value.IsNull || (column.Type.Kind == ColumnKind.Text && value.Text.Length == 0)))
            {
                (withoutValue ??= []).Add(column.Name);
            }

            write(to, column, value);
        }

        missing = withoutValue;
        return null;
    }

    private static string Shown(string text) => text.Length > ShownCharsMax ? $"{FirstOf(text, ShownCharsMax)}..." : text;

    // A character of two halves is not cut through.
    private static string FirstOf(string text, int chars) => text[..(char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars)];
}
