using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenNothingButTopicsIsGiven
{
    [Fact]
    public void TheTablesDefaultsAreThoseOfTheRecord()
    {
        using var load = new Load().Typed(SettingTable.Topics, "a");

        var loaded = load.Settings();

        var written = new LandingSettings { Topics = loaded.Topics };
        Assert.Equal(written.Kafka.Properties, loaded.Kafka.Properties);
        Assert.Equal(
            written with { Kafka = written.Kafka with { Properties = loaded.Kafka.Properties } },
            loaded);
    }

    [Fact]
    public void OnlyWhatIsCommittedIsRead()
    {
        using var load = new Load().Typed(SettingTable.Topics, "a");

        Assert.Equal("read_committed", load.Settings().Kafka.Properties["isolation.level"]);
    }

    [Fact]
    public void EveryDefaultIsAcceptedByItsOwnSetting() =>
        Assert.All(SettingTable.All.Where(setting => setting is { Default: not null, Key: not null }), setting =>
        {
            using var load = new Load().Typed(SettingTable.Embedded, "true");
            load.Variable(setting.SectionVariable!, setting.Default!).Settings();
        });
}
