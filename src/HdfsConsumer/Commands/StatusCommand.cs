using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>status</c>: says how far a landing is.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => LandingVerb.Create(
        "status",
        "Says how far a landing is: landed, committed, end and lag of each partition; records, bytes and last write of each destination.",
        [SettingTable.BasePath, SettingTable.BootstrapServers, SettingTable.GroupId, SettingTable.BrokerTimeout, SettingTable.ConfigFile],
        surroundings,
        _ => settings =>
        {
            using var maintenance = Maintenance.Open(settings);
            return maintenance.WriteStatus(surroundings.Output, surroundings.Error);
        });
}
