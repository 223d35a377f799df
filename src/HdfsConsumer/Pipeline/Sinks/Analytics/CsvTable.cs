using System.Globalization;
using System.Text;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>Rows of cells as CSV (RFC 4180, lines ended by a newline alone), the same in every locale.</summary>
internal sealed class CsvTable
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a row. Numbers are written with all the digits that tell them from others; nothing for null.</summary>
    public void Add(params IEnumerable<object?> cells) => _text.AppendJoin(',', cells.Select(Cell)).Append('\n');

    /// <summary>The table in UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    private static string Cell(object? cell)
    {
        var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
