using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>replay</c>: lands dead letters again.</summary>
internal static class ReplayCommand
{
    private static readonly Setting<string> ToTopic = new()
    {
        Group = SettingGroup.Maintaining, Option = "--to-topic",
        Kind = NameKinds.Topic, DefaultInWords = "landed, not published",
        Description = "Publish them to this topic instead: each at least once, without a key.",
    };

    private static readonly Setting<IReadOnlyList<string>> Topics = new()
    {
        Group = SettingGroup.Maintaining, Option = SettingTable.Topics.Option,
        Kind = SettingTable.Topics.Kind, DefaultInWords = "all that have any",
        Description = "Topics whose dead letters to take.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => LandingVerb.Create(
        "replay",
        "Lands dead letters again by the rules of today, each once. What still cannot be landed is put aside again.",
        [
            SettingTable.BasePath, Topics, ToTopic, SettingTable.MaxRecordSize, SettingTable.BatchSize, SettingTable.MaxFileSize, SettingTable.Compression,
            SettingTable.BootstrapServers, SettingTable.BrokerTimeout, SettingTable.LogLevel, SettingTable.ConfigFile,
        ],
        surroundings,
        values =>
        {
            // Dead letters of all topics, and not only of those that the settings name.
            var topics = values.Of(Topics, []);
            var toTopic = values.Given(ToTopic) is null ? null : values.Of(ToTopic, "");
            return settings =>
            {
                using var maintenance = Maintenance.Open(settings with { Topics = topics, UntilEnd = true });
                return toTopic is null
                    ? maintenance.Replay(surroundings.Output, surroundings.Stopping)
                    : maintenance.Publish(toTopic, surroundings.Output, surroundings.Stopping);
            };
        });
}
