using System.Data.Common;
using System.Globalization;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// The numbers that values have in their dimensions. A value that has none gets one in the transaction that writes the row which mentions it.
/// </summary>
/// <param name="dialect">The server's dialect.</param>
internal sealed class DimensionKeys(ISqlDialect dialect)
{
    private const int RememberedMax = 100_000;
    private const int ValuesAStatement = 500;

    private readonly Dictionary<(string Dimension, object Value), long> _committed = [];
    private readonly Dictionary<(string Dimension, object Value), long> _uncommitted = [];

    /// <summary>Gives rows the numbers of their values.</summary>
    /// <exception cref="StopException">A dimension does not tell values apart.</exception>
    public void Fill(DbTransaction transaction, SqlTable table, IReadOnlyList<TableRow> rows)
    {
        if (table.Dimensions.Count == 0)
        {
            return;
        }

        var values = rows.Select(row => ValuesIn(row, table)).ToList();
        for (var i = 0; i < table.Dimensions.Count; i++)
        {
            var missing = values.Select(row => row[i]).OfType<object>().Distinct().Where(value => Find(table.Dimensions[i], value) is null);
            foreach (var some in missing.Order().Chunk(ValuesAStatement))
            {
                Make(transaction, table.Dimensions[i], some);
            }
        }

        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].DimensionKeys = [.. table.Dimensions.Select((dimension, i) => values[row][i] is { } value ? NumberOf(dimension, value) : (long?)null)];
        }
    }

    /// <summary>What was filled since the last time is in the database now.</summary>
    public void Committed()
    {
        if (_committed.Count + _uncommitted.Count > RememberedMax)
        {
            _committed.Clear();
        }

        foreach (var (value, key) in _uncommitted)
        {
            _committed[value] = key;
        }

        _uncommitted.Clear();
    }

    /// <summary>What was filled since the last time may not be.</summary>
    public void RolledBack() => _uncommitted.Clear();

    private long NumberOf(DimensionSettings dimension, object value) => Find(dimension, value)
        ?? throw new StopException(
            ExitCode.DataNeedsAttention,
            $"Table {dimension.Table} of {dialect.Server} takes two values of {dimension.Column} for one that differ, in the case of their letters perhaps. Give that column a binary collation.");

    private long? Find(DimensionSettings dimension, object value) =>
        _committed.TryGetValue((dimension.Table, value), out var key) || _uncommitted.TryGetValue((dimension.Table, value), out key) ? key : null;

    private void Make(DbTransaction transaction, DimensionSettings dimension, object[] values)
    {
        Look(transaction, dimension, values);
        var absent = values.Where(value => Find(dimension, value) is null).ToArray();
        if (absent.Length > 0)
        {
            var column = dialect.Quote(dimension.Column);
            var places = string.Join(", ", absent.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(@v{i})")));
            transaction.Run($"INSERT INTO {dialect.Quote(dimension.Table)} ({column}) VALUES {places} {dialect.UnlessThere(column)}", Parameters(absent));
            Look(transaction, dimension, absent);
        }
    }

    private void Look(DbTransaction transaction, DimensionSettings dimension, object[] values)
    {
        var places = string.Join(", ", values.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@v{i}")));
        var (column, key) = (dialect.Quote(dimension.Column), dialect.Quote(dimension.Key));
        var found = transaction.Read(
            $"SELECT {column}, {key} FROM {dialect.Quote(dimension.Table)} WHERE {column} IN ({places})", row => (Value: row.GetValue(0), Key: row.Whole(1)!.Value), Parameters(values));
        var byText = found.ToDictionary(row => Text(row.Value), row => row.Key);
        foreach (var value in values)
        {
            if (byText.TryGetValue(Text(value), out var number))
            {
                _uncommitted[(dimension.Table, value)] = number;
            }
        }
    }

    private static (string, object?)[] Parameters(object[] values) =>
        [.. values.Select((value, i) => (string.Create(CultureInfo.InvariantCulture, $"@v{i}"), (object?)value))];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static object?[] ValuesIn(TableRow row, SqlTable table)
    {
        var values = new object?[table.Dimensions.Count];
        var columns = new RowReader(row.Values.Span);
        foreach (var column in table.Parsed)
        {
            var value = columns.Read(column.Type.Kind);
            for (var i = 0; i < values.Length; i++)
            {
                if (table.Dimensions[i].Column == column.Name)
                {
                    values[i] = value.IsNull ? null : column.Type.Kind == ColumnKind.Text ? value.Text : value.Integer;
                }
            }
        }

        return values;
    }
}
