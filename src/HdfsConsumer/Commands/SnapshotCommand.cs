using System.CommandLine;
using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>snapshot</c>: keeps the tables of a pipeline as a version.</summary>
internal static class SnapshotCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => LandingVerb.Create(
        "snapshot",
        "Keeps the tables of a pipeline as they are now as a version, where something has changed since the last one. It may run meanwhile.",
        [SettingTable.BasePath, SettingTable.ConfigFile],
        surroundings,
        _ => settings =>
        {
            using var maintenance = Maintenance.Open(settings);
            var version = maintenance.TakeSnapshot(surroundings.Stopping);
            surroundings.Output.WriteLine(version is null
                ? $"Nothing of {settings.Pipeline} has changed since the last snapshot."
                : string.Create(CultureInfo.InvariantCulture, $"Snapshot {version} of {settings.Pipeline} is taken."));
            return ExitCode.Done;
        });
}
