using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

public sealed class SettingTableTests
{
    [Fact]
    public void NoNameIsUsedTwice()
    {
        Assert.Distinct(SettingTable.All.Select(setting => setting.Option));
        Assert.Distinct(SettingTable.All.Select(setting => setting.Key).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        Assert.Distinct(SettingTable.All.Select(setting => setting.Variable).OfType<string>());
    }

    [Fact]
    public void EverySettingOfTheTableIsInAll() =>
        Assert.Equal(
            typeof(SettingTable).GetFields().Select(field => ((Setting)field.GetValue(null)!).Option).Order(StringComparer.Ordinal),
            SettingTable.All.Select(setting => setting.Option).Order(StringComparer.Ordinal));

    [Fact]
    public void ItsMarkdownHasARowForEachSetting()
    {
        var lines = SettingsMarkdown.Render().TrimEnd('\n').Split('\n');

        Assert.Equal(2 + SettingTable.All.Count, lines.Length);
        Assert.All(lines, line => Assert.Equal(7, line.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|')));
        Assert.Contains(
            "| `--batch-size N` | `Landing:BatchSize` | `HDFS_BATCH_SIZE` | `100` | a whole number from 1 to 1,000,000 (records) | Records held in memory before they are written, all destinations together. |",
            lines);
        Assert.Contains(
            "| `--compression none\\|gzip` | `Landing:Compression` | `Landing__Compression` | `none` | none or gzip | What closed files are compressed with. In a lake those of dead letters; see `Sink:Codec`. |",
            lines);
    }
}
