using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>run</c>: lands by pipelines of the settings, side by side.</summary>
internal static class RunCommand
{
    private static readonly Setting<string> Mode = new()
    {
        Group = SettingGroup.Landing, Option = "--mode",
        Kind = ValueKinds.Words with { Placeholder = "NAME" }, DefaultInWords = "all",
        Description = "The same as NAME: all, or the name of a pipeline, such as lake or warehouse.",
    };

    private static readonly Setting<string> LogFolder = new()
    {
        Group = SettingGroup.Watching, Option = "--log-dir",
        Kind = ValueKinds.Path("FOLDER", "a folder, made if there is none"), Default = "./logs",
        Description = "Folder of the log files, one for each pipeline.",
    };

    private static readonly Setting[] ForAll =
    [
        SettingTable.UntilEnd, SettingTable.Monitoring, SettingTable.Listen, SettingTable.BootstrapServers, SettingTable.AutoOffsetReset, SettingTable.BrokerTimeout,
        SettingTable.BatchSize, SettingTable.FlushInterval, SettingTable.CheckpointInterval, SettingTable.BufferMemory,
        SettingTable.MaxDeadLetters, SettingTable.OnDataLoss, SettingTable.OnAhead, SettingTable.NewIncarnation, SettingTable.LogLevel, SettingTable.ConfigFile,
    ];

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="run">Runs pipelines with the folder of their logs, and returns the exit code.</param>
    public static Command Create(CommandSurroundings surroundings, Func<IReadOnlyList<LandingSettings>, string, CancellationToken, int> run)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "The pipelines of appsettings.json; all of them without a name.", Arity = ArgumentArity.ZeroOrMore,
        };
        var verb = new Command("run", "Lands by pipelines of appsettings.json, side by side in one process; the options hold for all of them.") { names };
        SettingOption.AddTo(verb, [Mode, LogFolder, .. ForAll]);
        verb.Action = new CheckedAction((typed, problems) =>
        {
            var texts = SettingOption.TextsIn(typed);
            var values = new SettingValues([SettingSource.FromOptions(texts)], problems);
            var wanted = (typed.GetValue(names) ?? []).Concat(values.Given(Mode) is null ? [] : [values.Of(Mode, "")]).ToList();
            var logFolder = values.Of(LogFolder);
            return new SettingsLoader(surroundings.Environment, surroundings.WorkingFolder).LoadPipelines(texts, wanted, problems) is { } pipelines
                ? run(pipelines, logFolder, surroundings.Stopping)
                : UsageProblems.Tell(problems, surroundings.Error);
        });
        return verb;
    }
}
