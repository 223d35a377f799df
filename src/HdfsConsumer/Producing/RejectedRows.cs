using System.Globalization;
using CsvHelper;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>
/// Puts rows that cannot be published into a CSV file with columns <c>line</c>, <c>reason</c> and <c>row</c>. The file is made when the first
/// one comes, in the place of one that an earlier run left.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class RejectedRows(string path) : IDisposable
{
    private CsvWriter? _file;

    /// <summary>Where they are.</summary>
    public string Path => path;

    /// <summary>Adds a row.</summary>
    /// <exception cref="StopException">The file cannot be written.</exception>
    public void Add(in SourceRow row)
    {
        try
        {
            _file ??= Create();
            _file.WriteRecord([row.Line.ToString(CultureInfo.InvariantCulture), row.Rejection!, RowText.Of(row.Value)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.DataNeedsAttention, $"Line {row.Line} {row.Rejection}, and {path} cannot be written: {e.Message}. Name another file with --rejected.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private CsvWriter Create()
    {
        var file = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n" });
        file.WriteRecord(["line", "reason", "row"]);
        return file;
    }
}
