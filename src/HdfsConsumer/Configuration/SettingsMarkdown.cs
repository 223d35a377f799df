using System.Text;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration;

/// <summary>The tables of settings for the documentation.</summary>
internal static class SettingsMarkdown
{
    /// <summary>A Markdown table with a row for each setting, lines ended by <c>\n</c>.</summary>
    public static string Render()
    {
        var table = new StringBuilder()
            .Append("| Option | In appsettings.json | In the environment | Default | Accepted | What it does |\n")
            .Append("|---|---|---|---|---|---|\n");
        foreach (var setting in SettingTable.All)
        {
            var option = setting.Placeholder is { } placeholder ? $"{setting.Option} {placeholder}" : setting.Option;
            table.Append("| ").AppendJoin(" | ", [
                Code(option),
                Code(setting.Key),
                VariableOf(setting),
                DefaultOf(setting),
                Cell(AcceptedOf(setting)),
                Cell(setting.Description),
            ]).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>A Markdown table with a row for each setting that an entry of <c>Pipelines</c> may have, lines ended by <c>\n</c>.</summary>
    public static string RenderPipelines()
    {
        var table = new StringBuilder()
            .Append("| In the pipeline | For all pipelines | Default | Accepted | What it does |\n")
            .Append("|---|---|---|---|---|\n");
        foreach (var setting in PipelineTable.Settings)
        {
            var isOwn = setting.Key is null || PipelineTable.Own.Contains(setting);
            table.Append("| ").AppendJoin(" | ", [
                Code(setting.InPipeline),
                isOwn ? "" : Code(setting.Key),
                isOwn ? Cell(PipelineTable.DefaultOf(setting)) : DefaultOf(setting),
                Cell(AcceptedOf(setting)),
                Cell(setting.Description),
            ]).Append(" |\n");
        }

        return table.ToString();
    }

    private static string VariableOf(Setting setting) => (setting.Variable, setting.VariableUnit) switch
    {
        (null, _) => Code(setting.SectionVariable),
        ({ } variable, null) => Code(variable),
        ({ } variable, { } unit) => $"{Code(variable)} (a bare number is {unit})",
    };

    private static string DefaultOf(Setting setting) => setting switch
    {
        { IsFlag: true } => "off",
        { Default: { } value } => Code(value),
        _ => Cell(setting.DefaultInWords),
    };

    private static string AcceptedOf(Setting setting) => setting.Unit switch
    {
        "" => setting.Accepted,
        "seconds" or "bytes" => $"{setting.Accepted}; a bare number is {setting.Unit}",
        "records/s" => setting.Accepted,
        _ => $"{setting.Accepted} ({setting.Unit})",
    };

    private static string Code(string? text) => text is null ? "" : $"`{Cell(text)}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
