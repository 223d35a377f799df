using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce</c>: publishes files, made-up weather and made-up transactions.</summary>
internal static class ProduceCommand
{
    private static readonly IReadOnlyList<Setting> CommonOptions =
    [
        ProduceOptions.BatchSize, ProduceOptions.Delay, ProduceOptions.Transactional, ProduceOptions.CreateTopic,
        SettingTable.BootstrapServers, SettingTable.BrokerTimeout, SettingTable.ConfigFile,
    ];

    private static readonly IReadOnlyList<Setting> FileOptions =
    [
        ProduceOptions.Limit, ProduceOptions.AddRecordId, ProduceOptions.Resume, ProduceOptions.SourceName,
        ProduceOptions.Strict, ProduceOptions.Rejected, ProduceOptions.Encoding, ProduceOptions.MaxRowSize,
    ];

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => Create(surroundings, settings =>
    {
        IPublishingProgress progress = Console.IsErrorRedirected
            ? new ProgressLines(surroundings.Error, TimeProvider.System)
            : new ProgressBar(surroundings.Error, TimeProvider.System);
        return new Publishing(
            settings,
            new PublishingSurroundings(surroundings.Output, surroundings.Error, Console.OpenStandardInput, progress, TimeProvider.System, surroundings.Stopping)).Run();
    });

    /// <summary>Makes the verb with another way of publishing.</summary>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="publish">Publishes and returns the exit code.</param>
    public static Command Create(CommandSurroundings surroundings, Func<PublishingSettings, int> publish)
    {
        var verb = new Command("produce", "Publishes a CSV file, JSON lines, made-up weather or made-up transactions.")
        {
            Action = new CheckedAction((_, problems) =>
            {
                if (problems.Count == 0)
                {
                    problems.Add(new("produce", "does not say what to publish; accepted: csv FILE, jsonl FILE, weather CITY COUNTRY or transactions"));
                }

                return UsageProblems.Tell(problems, surroundings.Error);
            }),
        };
        var below = new ProduceVerb(surroundings, publish);
        verb.Subcommands.Add(ProduceCsvCommand.Create(below, [.. FileOptions, ProduceOptions.Key, .. CommonOptions]));
        verb.Subcommands.Add(ProduceJsonLinesCommand.Create(below, [.. FileOptions, ProduceOptions.Key, .. CommonOptions]));
        verb.Subcommands.Add(ProduceWeatherCommand.Create(below, [ProduceOptions.Key, .. CommonOptions]));
        verb.Subcommands.Add(ProduceTransactionsCommand.Create(below, CommonOptions));
        return verb;
    }
}
