using System.Text.Unicode;
using CsvHelper;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.Csv;

/// <summary>
/// Reads the rows of a CSV source (RFC 4180), good and bad ones, in one pass. A quote that is not closed spoils its own line and
/// not the rest of the file: reading goes on behind that line.
/// </summary>
internal sealed class CsvRowReader : IDisposable
{
    private readonly SourceFile _file;
    private readonly CsvSettings _settings;
    private CsvReader _reader;
    private CsvMalformedReason? _malformed;
    private byte[]? _line;
    private long _offsetBefore;
    private long _linesBefore;

    /// <summary>Begins a pass by reading the header.</summary>
    /// <exception cref="StopException">There is no header that columns could be named after.</exception>
    public CsvRowReader(SourceFile file, CsvSettings settings)
    {
        _file = file;
        _settings = settings;
        _reader = ReaderFrom(0);
        HeaderBytes = Read() ? Raw.ToArray() : [];
        Columns = Rejection is { } problem
            ? throw new StopException(ExitCode.DataNeedsAttention, $"The header of {file.Name} {problem}. Nothing was published.")
            : [.. Enumerable.Range(0, HeaderBytes.Length == 0 ? 0 : _reader.FieldCount).Select(_reader.GetString)];
    }

    /// <summary>The header as it stands in the source.</summary>
    public byte[] HeaderBytes { get; }

    /// <summary>The columns' names; none when the source is empty.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The line that the row begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the row cannot be published, null when it can.</summary>
    public string? Rejection { get; private set; }

    /// <summary>The row as it stands in the source, without its line end.</summary>
    public ReadOnlySpan<byte> Raw => _line ?? _reader.RawRecord;

    /// <summary>A cell of a row that is not rejected.</summary>
    public ReadOnlySpan<byte> Cell(int column) => _reader.GetSpan(column);

    /// <summary>Goes to the next row. Empty lines are passed over.</summary>
    public bool Read()
    {
        _malformed = null;
        _line = null;
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException e) when (e.LineNumber > 0)
        {
            TakeLine(e.ByteOffset, e.LineNumber, $"is longer than {_settings.RowBytesMax} bytes, or has a quote that is not closed within them");
            return true;
        }

        Line = _linesBefore + _reader.LineNumber;
        Rejection = Problem();
        if (_malformed == CsvMalformedReason.UnterminatedQuote)
        {
            TakeLine(_reader.ByteOffset, _reader.LineNumber, "has a quote that is not closed");
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private string? Problem()
    {
        if (_malformed == CsvMalformedReason.TextAfterClosingQuote)
        {
            return "has text after a closing quote";
        }

        if (!Utf8.IsValid(_reader.RawRecord))
        {
            return "is not valid UTF-8; if it is Latin-1, say --encoding latin-1";
        }

        // Null while the header itself is read.
        return Columns is null || _reader.FieldCount == Columns.Count ? null
            : $"has {_reader.FieldCount} {(_reader.FieldCount == 1 ? "field" : "fields")} instead of {Columns.Count}";
    }

    /// <summary>Rejects the one line at a place, and goes on reading behind it.</summary>
    private void TakeLine(long offset, long line, string problem)
    {
        Line = _linesBefore + line;
        Rejection = problem;
        var start = _offsetBefore + offset;
        (_line, var bytes) = FirstLine.Read(_file.ReadFrom(start), keptMax: _settings.RowBytesMax);
        _offsetBefore = start + bytes;
        _linesBefore = Line;
        _reader.Dispose();
        _reader = ReaderFrom(_offsetBefore);
    }

    private CsvReader ReaderFrom(long offset) => CsvReader.Create(
        _file.ReadFrom(offset),
        new CsvReaderOptions
        {
            Separator = _settings.Delimiter,
            HasHeader = false,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            MaxRecordSize = _settings.RowBytesMax,
            OnMalformedRecord = malformed => _malformed = malformed.Reason,
        },
        leaveOpen: true);
}
