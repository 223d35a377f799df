using System.CommandLine;
using System.Text;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Commands;

/// <summary>The page that <c>--help</c> shows: usage, commands, and every option with unit, default and range.</summary>
internal static class RootHelp
{
    private const int NameColumns = 32;
    private const int LineColumns = 100;

    private static readonly Dictionary<string, string> Notation = new()
    {
        ["TIME"] = "TIME is 30, 30s, 500ms, 5m or 1h; a bare number is seconds.",
        ["SIZE"] = "SIZE is 500000, 100MB (powers of 1000) or 64MiB (powers of 1024); a bare number is bytes.",
    };

    /// <summary>The page, ended by a line end.</summary>
    /// <param name="summary">What the program is.</param>
    /// <param name="verbs">The commands besides the root.</param>
    public static string Render(string summary, IEnumerable<Command> verbs)
    {
        var page = new StringBuilder()
            .AppendLine(summary)
            .AppendLine()
            .AppendLine("Usage:")
            .AppendLine("  HdfsConsumer --topics NAME[,NAME...] [options]")
            .AppendLine("  HdfsConsumer COMMAND [options]")
            .AppendLine()
            .AppendLine("Commands (COMMAND --help tells more):");
        foreach (var verb in verbs)
        {
            AppendEntry(page, verb.Name, verb.Description ?? "");
        }

        foreach (var group in SettingTable.All.GroupBy(setting => setting.Group))
        {
            page.AppendLine().Append(HeadingOf(group.Key)).AppendLine(":");
            foreach (var setting in group)
            {
                AppendEntry(page, $"{setting.Option} {setting.Placeholder}", $"{setting.Description}{NoteOf(setting)}");
            }
        }

        page.AppendLine().AppendLine("Else:");
        AppendEntry(page, "--help", "Show this page.");
        AppendEntry(page, "--version", "Show version and commit.");
        return page
            .AppendLine()
            .AppendJoin(Environment.NewLine, Notation.Values)
            .AppendLine()
            .AppendLine("An option wins over the environment (the names in capitals above, and Section__Key for every setting),")
            .AppendLine("the environment over appsettings.json.")
            .AppendLine("Exit code: 0 done; 1 the data needs attention; 2 wrong usage or settings; 3 a server could not be reached.")
            .ToString();
    }

    /// <summary>How the values are written that stand for these words, as far as that needs telling.</summary>
    public static IEnumerable<string> NotationOf(IEnumerable<string?> placeholders) => Notation.Where(word => placeholders.Contains(word.Key)).Select(word => word.Value);

    private static string HeadingOf(SettingGroup group) => group switch
    {
        SettingGroup.Landing => "What to land, and where",
        SettingGroup.Kafka => "Kafka",
        SettingGroup.Batches => "When records are written",
        SettingGroup.Files => "Files",
        SettingGroup.Trouble => "When something is not as it should be",
        SettingGroup.Watching => "Watching it",
        SettingGroup.TryingOut => "Trying it out",
        _ => group.ToString(),
    };

    /// <summary>Default, range and environment variable, to go behind the description; empty for a flag.</summary>
    public static string NoteOf(Setting setting)
    {
        if (setting.IsFlag)
        {
            return "";
        }

        var note = $" [default {setting.Default ?? setting.DefaultInWords}";
        note = setting.Range.Length > 0 ? $"{note}; {setting.Range}" : note;
        return setting.Variable is { } variable ? $"{note}; {variable}]" : $"{note}]";
    }

    private static void AppendEntry(StringBuilder page, string name, string text)
    {
        var line = $"  {name} ".PadRight(NameColumns);
        if (line.Length > NameColumns)
        {
            page.AppendLine(line.TrimEnd());
            line = new string(' ', NameColumns);
        }

        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > LineColumns)
            {
                page.AppendLine(line.TrimEnd());
                line = new string(' ', NameColumns);
            }

            line += word + " ";
        }

        page.AppendLine(line.TrimEnd());
    }
}
