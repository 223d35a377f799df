using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Commands;

/// <summary>What was typed for a verb below <c>produce</c>.</summary>
internal sealed class ProduceInput
{
    private const string StandardInput = "-";

    private readonly CommandSurroundings _surroundings;
    private readonly ConnectionSettings _connection;

    /// <summary>Reads it.</summary>
    /// <param name="typed">The command line.</param>
    /// <param name="surroundings">What the command has around it.</param>
    /// <param name="problems">Where problems are added.</param>
    public ProduceInput(ParseResult typed, CommandSurroundings surroundings, List<SettingProblem> problems)
    {
        var texts = SettingOption.TextsIn(typed);
        _surroundings = surroundings;
        Typed = typed;
        Problems = problems;
        Values = new SettingValues([SettingSource.FromOptions(texts)], problems);
        _connection = new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder).LoadConnection(texts, problems);
    }

    /// <summary>The command line.</summary>
    public ParseResult Typed { get; }

    /// <summary>What is wrong with it, so far.</summary>
    public List<SettingProblem> Problems { get; }

    /// <summary>The values of the options.</summary>
    public SettingValues Values { get; }

    /// <summary>The key's column or field, null for none.</summary>
    public string? Key => Values.Given(ProduceOptions.Key) is null ? null : Values.Of(ProduceOptions.Key, "");

    /// <summary>What all verbs have in common, the source put in.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="source">The source.</param>
    public PublishingSettings Settings(IReadOnlyList<string> topics, SourceSettings source) => new()
    {
        Connection = _connection,
        Topics = topics,
        Source = source,
        BatchRecords = Values.Of(ProduceOptions.BatchSize),
        BatchDelay = Values.Of(ProduceOptions.Delay),
        Transactional = Values.Of(ProduceOptions.Transactional),
        CreateTopic = Values.Of(ProduceOptions.CreateTopic, null),
    };

    /// <summary>What the verbs for files have in common, the source put in.</summary>
    /// <param name="source">The source.</param>
    public PublishingSettings FileSettings(SourceSettings source)
    {
        if (Values.Given(ProduceOptions.Topic) is null && Problems.TrueForAll(problem => problem.Name != ProduceOptions.Topic.Option))
        {
            Problems.Add(new(ProduceOptions.Topic.Option, $"no topic is named; accepted: {ProduceOptions.Topic.Accepted}"));
        }

        return Settings([Values.Of(ProduceOptions.Topic, "")], source) with
        {
            RowsMax = Values.OrNull(ProduceOptions.Limit),
            Resume = Values.Of(ProduceOptions.Resume),
            Strict = Values.Of(ProduceOptions.Strict),
        };
    }

    /// <summary>The file that was named; null for standard input.</summary>
    /// <param name="argument">The argument that names it.</param>
    public string? FilePath(Argument<string?> argument)
    {
        var file = Typed.GetResult(argument)?.Tokens is [var token] ? token.Value : null;
        if (file is null)
        {
            Problems.Add(new("FILE", "no file is named; accepted: a file that exists, or - for standard input"));
        }
        else if (file != StandardInput && Directory.Exists(FullPath(file)))
        {
            Problems.Add(new("FILE", $"'{file}' is a folder; accepted: a file, or - for standard input"));
        }
        else if (file != StandardInput && !File.Exists(FullPath(file)))
        {
            Problems.Add(new("FILE", $"'{file}' is not there; accepted: a file that exists, or - for standard input"));
        }

        return file is null or StandardInput ? null : FullPath(file);
    }

    /// <summary>See <see cref="Producing.FileSettings.Name"/>.</summary>
    /// <param name="path">The file, null for standard input.</param>
    public string SourceName(string? path) => Values.Of(ProduceOptions.SourceName, Path.GetFileName(path) ?? StandardInput);

    /// <summary>See <see cref="Producing.FileSettings.RejectedPath"/>.</summary>
    /// <param name="path">The file, null for standard input.</param>
    public string RejectedPath(string? path)
    {
        var beside = path ?? "stdin";
        beside = beside.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? beside[..^4] : beside;
        return FullPath(Values.Of(ProduceOptions.Rejected, $"{beside}.rejected.csv"));
    }

    private string FullPath(string path) => Path.Combine(_surroundings.WorkingFolder, path);
}
