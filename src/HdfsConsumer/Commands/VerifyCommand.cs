using System.CommandLine;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Maintaining;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>verify</c>: reads everything landed back.</summary>
internal static class VerifyCommand
{
    private static readonly Setting<bool> Json = LandingVerb.Flag("--json", "Print one JSON object for machines instead of text.");

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => LandingVerb.Create(
        "verify",
        "Reads everything landed back and reports what is missing, doubled or broken; exit code 1 when something is.",
        [SettingTable.BasePath, Json, SettingTable.ConfigFile],
        surroundings,
        values =>
        {
            Action<TextWriter, string, VerifiedLanding> write = values.Of(Json) ? VerifyReport.WriteJson : VerifyReport.WriteText;
            return settings =>
            {
                using var maintenance = Maintenance.Open(settings);
                var landing = maintenance.Verify();
                write(surroundings.Output, settings.BasePath, landing);
                return landing.IsSound ? ExitCode.Done : ExitCode.DataNeedsAttention;
            };
        });
}
