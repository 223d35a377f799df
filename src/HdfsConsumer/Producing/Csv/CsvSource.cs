using System.Buffers;
using System.Text.Json;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Observing;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.Csv;

/// <summary>The rows of a CSV file as JSON objects, their fields in the columns' order.</summary>
internal sealed class CsvSource : IRowSource
{
    private readonly SourceFile _file;
    private readonly CsvSettings _settings;
    private readonly RecordIds? _recordIds;
    private readonly JsonEncodedText[] _names;
    private readonly CellType[] _types;
    private readonly RowPrint _print;
    private readonly int? _keyColumn;
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Reads the header, and all the rest where types have to be inferred.</summary>
    /// <param name="file">The file; goes with the source.</param>
    /// <param name="name">See <see cref="IRowSource.Name"/>.</param>
    /// <param name="settings">How to read it.</param>
    /// <param name="clock">Where <c>timestamp</c> comes from.</param>
    /// <exception cref="StopException">The header cannot be used.</exception>
    public CsvSource(SourceFile file, string name, CsvSettings settings, TimeProvider clock)
    {
        _file = file;
        _settings = settings;
        Name = name;
        using var rows = new CsvRowReader(file, settings);
        Columns = rows.Columns;
        _names = [.. Columns.Select(column => JsonEncodedText.Encode(column, JsonText.Readable.Encoder))];
        _recordIds = settings.AddRecordId ? new RecordIds(clock) : null;
        CheckColumns();
        _keyColumn = settings.KeyColumn is { } key && Columns.Count > 0 ? ColumnNamed(key, "--key") : null;
        _types = Columns.Count > 0 ? Types(rows) : [];
        _print = new RowPrint(rows.HeaderBytes);
        _json = new Utf8JsonWriter(_record, JsonText.Readable);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The names of the columns; none when there is not even a header.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public double? FractionRead => _file.FractionRead;

    /// <summary>
    /// The other delimiter that the header seems to have, null when it has none: one column, and a character in its name that
    /// often stands between two.
    /// </summary>
    public char? LikelyDelimiter => Columns is [var only] && only.IndexOfAny([',', ';', '\t', '|']) is >= 0 and var at ? only[at] : null;

    /// <inheritdoc/>
    public void Read(RowTaker take)
    {
        using var rows = new CsvRowReader(_file, _settings);
        var number = 1L;
        while (rows.Read() && take(RowOf(rows, number)))
        {
            number++;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private SourceRow RowOf(CsvRowReader row, long number)
    {
        var rejection = row.Rejection ?? Write(row, number);
        return rejection is null
            ? new() { Number = number, Line = row.Line, Print = _print.Of(row.Raw), Value = _record.WrittenSpan, Key = KeyOf(row) }
            : new() { Number = number, Line = row.Line, Value = row.Raw, Rejection = rejection };
    }

    private string? Write(CsvRowReader row, long number)
    {
        _record.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        for (var column = 0; column < _names.Length; column++)
        {
            if (!TryWrite(row.Cell(column), column))
            {
                return $"has '{PrintableText.Of(RowText.Of(row.Cell(column)), 100)}' in column {Columns[column]}, which is no {NameOf(_types[column])}";
            }
        }

        _recordIds?.Write(_json, number);
        _json.WriteEndObject();
        _json.Flush();
        return null;
    }

    private bool TryWrite(ReadOnlySpan<byte> cell, int column)
    {
        if (cell.IsEmpty && _settings.Empty == EmptyCells.Drop)
        {
            return true;
        }

        _json.WritePropertyName(_names[column]);
        if (!cell.IsEmpty)
        {
            return Cell.TryWrite(_json, _types[column], cell);
        }

        if (_settings.Empty == EmptyCells.Null)
        {
            _json.WriteNullValue();
        }
        else
        {
            _json.WriteStringValue("");
        }

        return true;
    }

    private byte[]? KeyOf(CsvRowReader row) =>
        _keyColumn is { } column && !row.Cell(column).IsEmpty ? row.Cell(column).ToArray() : null;

    private void CheckColumns()
    {
        var twice = Columns.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"The header of {_file.Name} names column '{twice.Key}' {twice.Count()} times, and a JSON object has a name once. Rename one of them; nothing was published.");
        }

        if (_recordIds is not null && Columns.FirstOrDefault(RecordIds.Names.Contains) is { } taken)
        {
            throw new StopException(ExitCode.WrongUsage, $"--add-record-id adds a field '{taken}', and {_file.Name} has a column of that name. Leave the option out, or rename the column.");
        }
    }

    private CellType[] Types(CsvRowReader rows)
    {
        var given = _settings.Types.ToDictionary(type => ColumnNamed(type.Key, "--types"), type => type.Value);
        var inferred = Enumerable.Range(0, Columns.Count).Where(column => !given.ContainsKey(column)).ToArray();
        var types = new ColumnTypes(Columns.Count);
        while (inferred.Length > 0 && rows.Read())
        {
            foreach (var column in rows.Rejection is null ? inferred : [])
            {
                types.Observe(column, rows.Cell(column));
            }
        }

        return [.. Columns.Select((_, column) => given.TryGetValue(column, out var type) ? type : types.Of(column))];
    }

    private int ColumnNamed(string name, string option)
    {
        for (var column = 0; column < Columns.Count; column++)
        {
            if (Columns[column] == name)
            {
                return column;
            }
        }

        var near = NearestName.Of(name, Columns) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        throw new StopException(
            ExitCode.WrongUsage,
            $"{option} names column '{name}', and {_file.Name} has none of that name.{near} Its columns: {PrintableText.Of(string.Join(", ", Columns), 1000)}");
    }

    private static string NameOf(CellType type) => type.ToString().ToLowerInvariant();
}
