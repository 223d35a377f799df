using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.JsonLines;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce jsonl</c>.</summary>
internal static class ProduceJsonLinesCommand
{
    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "The file; - is standard input, published as it comes.", Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    /// <param name="publish">Publishes and returns the exit code.</param>
    public static Command Create(CommandSurroundings surroundings, IEnumerable<Setting> options, Func<PublishingSettings, int> publish)
    {
        var verb = new Command("jsonl", "Publishes the lines of a file, each a JSON text, byte for byte.") { File };
        foreach (var option in ProduceOptions.Of([ProduceOptions.Topic, .. options]))
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
        return input.FileSettings(new JsonLinesFileSettings
        {
            Path = path,
            Name = input.SourceName(path),
            RejectedPath = input.RejectedPath(path),
            Encoding = input.Values.Of(ProduceOptions.Encoding),
            JsonLines = new JsonLinesSettings
            {
                KeyField = input.Key,
                AddRecordId = input.Values.Of(ProduceOptions.AddRecordId),
                LineBytesMax = input.Values.Of(ProduceOptions.MaxRowSize),
            },
        });
    }
}
