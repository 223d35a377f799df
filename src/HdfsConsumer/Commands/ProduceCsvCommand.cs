using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Csv;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce csv</c>.</summary>
internal static class ProduceCsvCommand
{
    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "The file, with a header in its first line; - is standard input.", Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        var command = verb.Create(
            "csv", "Publishes the rows of a CSV file (RFC 4180) as JSON objects, columns as fields, numbers as numbers.",
            [ProduceOptions.Topic, ProduceOptions.Delimiter, ProduceOptions.Types, ProduceOptions.Empty, .. options], Read);
        command.Arguments.Add(File);
        return command;
    }

    private static PublishingSettings Read(ProduceInput input)
    {
        var path = input.FilePath(File);
        return input.FileSettings(new CsvFileSettings
        {
            Path = path,
            Name = input.SourceName(path),
            RejectedPath = input.RejectedPath(path),
            Encoding = input.Values.Of(ProduceOptions.Encoding),
            Csv = new CsvSettings
            {
                Delimiter = input.Values.Of(ProduceOptions.Delimiter),
                Types = input.Values.Of(ProduceOptions.Types, new Dictionary<string, ColumnType>()),
                Empty = input.Values.Of(ProduceOptions.Empty),
                KeyColumn = input.Key,
                AddRecordId = input.Values.Of(ProduceOptions.AddRecordId),
                RowBytesMax = input.Values.Of(ProduceOptions.MaxRowSize),
            },
        });
    }
}
