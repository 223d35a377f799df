using System.CommandLine;
using HdfsConsumer.Configuration;
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
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    /// <param name="publish">Publishes and returns the exit code.</param>
    public static Command Create(CommandSurroundings surroundings, IEnumerable<Setting> options, Func<PublishingSettings, int> publish)
    {
        var verb = new Command("csv", "Publishes the rows of a CSV file (RFC 4180) as JSON objects, columns as fields, numbers as numbers.") { File };
        foreach (var option in ProduceOptions.Of([ProduceOptions.Topic, ProduceOptions.Delimiter, ProduceOptions.Types, ProduceOptions.Empty, .. options]))
        {
            verb.Options.Add(option);
        }

        verb.Action = new CheckedAction((typed, problems) =>
        {
            var settings = Read(typed, surroundings, problems);
            return problems.Count > 0 ? UsageProblems.Tell(problems, surroundings.Error) : publish(settings);
        });
        return verb;
    }

    private static PublishingSettings Read(ParseResult typed, CommandSurroundings surroundings, List<SettingProblem> problems)
    {
        var input = new ProduceInput(typed, surroundings, problems);
        var path = input.FilePath(typed.GetResult(File)?.Tokens is [var file] ? file.Value : null);
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
