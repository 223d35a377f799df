using System.CommandLine;
using HdfsConsumer.Configuration.Values;
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
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        var command = verb.Create("jsonl", "Publishes the lines of a file, each a JSON text, byte for byte.", [ProduceOptions.Topic, .. options], Read);
        command.Arguments.Add(File);
        return command;
    }

    private static PublishingSettings Read(ProduceInput input)
    {
        var path = input.FilePath(File);
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
