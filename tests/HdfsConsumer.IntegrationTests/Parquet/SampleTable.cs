using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.IntegrationTests.Parquet;

/// <summary>Rows to write, and how the readers must show them.</summary>
/// <param name="columns">The columns.</param>
internal sealed class SampleTable(params ParquetColumn[] columns)
{
    private readonly List<object?[]> _rows = [];

    /// <summary>The columns.</summary>
    public ParquetSchema Schema { get; } = new(columns);

    /// <summary>Adds a row: for each column null or a bool, int, long, float, double, string, DateOnly, DateTimeOffset, or Int128 (the digits of a decimal).</summary>
    public void Add(params object?[] values) => _rows.Add(values);

    /// <summary>Writes the rows to a file.</summary>
    public void Write(string path, ParquetSettings settings, params KeyValuePair<string, string>[] keyValues)
    {
        using var file = File.Create(path);
        using var writer = new ParquetWriter(file, Schema, settings);
        var row = new ParquetRow(Schema);
        foreach (var values in _rows)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Set(row, i, values[i]);
            }

            writer.Add(row);
        }

        writer.Close(keyValues);
    }

    /// <summary>Asserts that both readers show the columns and the rows as they are here.</summary>
    public void AssertIsReadFrom(string path)
    {
        var duckDb = Readers.DuckDb(path);
        Assert.Equal(
            columns.Select(column => $"{column.Name} {DuckDbName(column.Type)}"),
            duckDb[0].GetProperty("columns").EnumerateArray().Select(column => $"{column[0]} {column[1]}"));
        AssertHasRows(duckDb);
        AssertHasRows(Readers.Hyparquet(path));
    }

    private static string DuckDbName(ParquetType type) => type.Kind switch
    {
        ParquetKind.Boolean => "BOOLEAN",
        ParquetKind.Int32 => "INTEGER",
        ParquetKind.Int64 => "BIGINT",
        ParquetKind.Float => "FLOAT",
        ParquetKind.Double => "DOUBLE",
        ParquetKind.Text => "VARCHAR",
        ParquetKind.Json => "JSON",
        ParquetKind.Date => "DATE",
        ParquetKind.Timestamp => "TIMESTAMP WITH TIME ZONE",
        _ => $"DECIMAL({type.Precision},{type.Scale})",
    };

    private static string? Shown(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        float.NaN or double.NaN => "NaN",
        float number => Shown(BitConverter.SingleToInt32Bits(number)),
        double number => Shown(BitConverter.DoubleToInt64Bits(number)),
        string text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        DateOnly date => Shown(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        DateTimeOffset time => Shown((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value} is of no kind."),
    };

    private void AssertHasRows(IReadOnlyList<JsonElement> lines)
    {
        Assert.Equal(_rows.Count, lines.Count - 1);
        for (var i = 0; i < _rows.Count; i++)
        {
            var read = lines[i + 1].EnumerateArray().Select(value => value.GetString());
            Assert.Equal(_rows[i].Select(Shown), read);
        }
    }

    private void Set(ParquetRow row, int column, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case bool flag:
                row.SetBoolean(column, flag);
                break;
            case int number:
                row.SetInt32(column, number);
                break;
            case long number:
                row.SetInt64(column, number);
                break;
            case float number:
                row.SetFloat(column, number);
                break;
            case double number:
                row.SetDouble(column, number);
                break;
            case DateOnly date:
                row.SetDate(column, date);
                break;
            case DateTimeOffset time:
                row.SetTimestamp(column, time);
                break;
            case Int128 digits:
                Assert.True(row.TrySetDecimal(column, digits, columns[column].Type.Scale));
                break;
            case string text when columns[column].Type.Kind == ParquetKind.Json:
                row.SetJson(column, Encoding.UTF8.GetBytes(text));
                break;
            case string text:
                row.SetText(column, Encoding.UTF8.GetBytes(text));
                break;
        }
    }
}
