using HdfsConsumer.Observing;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.JsonLines;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Producing;

/// <summary>Opens what is to be published.</summary>
/// <param name="surroundings">What there is around it.</param>
internal sealed class SourceOpening(PublishingSurroundings surroundings)
{
    /// <summary>Opens the source; null, and the operator is told, when there is nothing in it.</summary>
    /// <param name="settings">What to publish.</param>
    /// <param name="isReadTwice">Whether <see cref="IRowSource.Read"/> has to give everything more than once.</param>
    /// <param name="isPaced">Whether rows are not taken as fast as they come: those that come later are then read later.</param>
    /// <exception cref="StopException">It cannot be read, or nothing of it can be published.</exception>
    public IRowSource? Open(SourceSettings settings, bool isReadTwice, bool isPaced) => settings switch
    {
        CsvFileSettings csv => Ahead(OpenCsv(csv), isPaced),
        JsonLinesFileSettings lines => Ahead(OpenJsonLines(lines, isReadTwice), isPaced),
        MadeUpWeatherSettings weather => new PlaceWeather(weather.Weather, surroundings.Clock, surroundings.Stopping),
        MadeUpTransactionsSettings transactions => new TransactionSource(transactions.Transactions, surroundings.Clock, surroundings.Stopping),
        _ => throw new ArgumentException("There is no such source.", nameof(settings)),
    };

    // How much there is of a source is known where it need not be waited for.
    private static IRowSource? Ahead(IRowSource? source, bool isPaced) => source?.FractionRead is null || isPaced ? source : new RowsAhead(source);

    private CsvSource? OpenCsv(CsvFileSettings settings)
    {
        // The types of columns are inferred from all rows, before the first is published.
        if (OpenFile(settings, isReadTwice: true) is not { } file)
        {
            return null;
        }

        var source = new CsvSource(file, settings.Name, settings.Csv, surroundings.Clock);
        if (source.LikelyDelimiter is { } delimiter)
        {
            surroundings.Error.WriteLine(
                $"{file.Name} has one column only, named '{PrintableText.Of(source.Columns[0], 100)}'. If '{PrintableText.Of(delimiter.ToString())}' stands between columns, say --delimiter {(delimiter == '\t' ? "tab" : $"'{delimiter}'")}");
        }

        return source;
    }

    private JsonLinesSource? OpenJsonLines(JsonLinesFileSettings settings, bool isReadTwice) =>
        OpenFile(settings, isReadTwice) is { } file ? new JsonLinesSource(file, settings.Name, settings.JsonLines, surroundings.Clock) : null;

    private SourceFile? OpenFile(FileSettings settings, bool isReadTwice)
    {
        var file = settings.Path is { } path ? SourceFile.Open(path, settings.Encoding)
            : isReadTwice ? SourceFile.Kept(Input(), settings.Encoding)
            : SourceFile.Streaming(Input(), settings.Encoding);
        if (!file.IsEmpty)
        {
            return file;
        }

        file.Dispose();
        surroundings.Output.WriteLine($"{file.Name} is empty: there is nothing to publish.");
        return null;
    }

    private StoppableInput Input() => new(surroundings.StandardInput(), surroundings.Stopping);
}
