using System.Buffers;
using System.Text.Json;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.JsonLines;

/// <summary>The lines of a file, each a JSON text that is published as it stands. Empty lines are passed over.</summary>
internal sealed class JsonLinesSource : IRowSource
{
    private readonly SourceFile _file;
    private readonly JsonLinesSettings _settings;
    private readonly JsonLine _line;
    private readonly RecordIds? _recordIds;
    private readonly RowPrint _print = new([]);

    /// <summary>Reads nothing yet.</summary>
    /// <param name="file">The file; goes with the source.</param>
    /// <param name="name">See <see cref="IRowSource.Name"/>.</param>
    /// <param name="settings">How to read it.</param>
    /// <param name="clock">Where <c>timestamp</c> comes from.</param>
    public JsonLinesSource(SourceFile file, string name, JsonLinesSettings settings, TimeProvider clock)
    {
        _file = file;
        _settings = settings;
        Name = name;
        _recordIds = settings.AddRecordId ? new RecordIds(clock) : null;
        _line = new JsonLine(settings.KeyField, settings.AddRecordId ? RecordIds.Names : []);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double? FractionRead => _file.FractionRead;

    /// <inheritdoc/>
    public void Read(RowTaker take)
    {
        var lines = new LineReader(_file.ReadFrom(0), _settings.LineBytesMax);
        var number = 1L;
        while (lines.Read())
        {
            if (!IsBlank(lines.Line) && !take(RowOf(lines, number++)))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    private SourceRow RowOf(LineReader lines, long number)
    {
        var text = lines.Line;
        byte[]? key = null;
        var rejection = lines.IsCut ? $"is longer than {_settings.LineBytesMax} bytes" : _line.Check(text, out key);
        return rejection is not null
            ? new() { Number = number, Line = lines.Number, Value = text, Rejection = rejection }
            : new() { Number = number, Line = lines.Number, Print = _print.Of(text), Value = _recordIds is null ? text : WithIds(text, number), Key = key };
    }

    private byte[] WithIds(ReadOnlySpan<byte> text, long number)
    {
        var added = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(added))
        {
            json.WriteStartObject();
            _recordIds!.Write(json, number);
            json.WriteEndObject();
        }

        // Both are objects: the one's end and the other's beginning become a comma, or nothing if the one is empty.
        var fields = text[..text.LastIndexOf((byte)'}')];
        var isEmpty = fields.Trim(" \t{"u8).IsEmpty;
        return [.. fields, .. isEmpty ? ReadOnlySpan<byte>.Empty : ","u8, .. added.WrittenSpan[1..]];
    }
}
