using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenEverySettingIsGiven
{
    private static readonly Dictionary<Setting, string> Texts = new()
    {
        [SettingTable.Topics] = "b, a", [SettingTable.BasePath] = "/data", [SettingTable.UntilEnd] = "true",
        [SettingTable.BootstrapServers] = "h:1,[::1]:2", [SettingTable.GroupId] = "g", [SettingTable.AutoOffsetReset] = "Latest",
        [SettingTable.BrokerTimeout] = "5m", [SettingTable.PollTimeout] = "250ms", [SettingTable.PollRecords] = "7",
        [SettingTable.BatchSize] = "1000000", [SettingTable.FlushInterval] = "1.5", [SettingTable.CheckpointInterval] = "1h",
        [SettingTable.BufferMemory] = "64MiB", [SettingTable.MaxFileSize] = "1KB", [SettingTable.Compression] = "GZIP",
        [SettingTable.MaxOpenFiles] = "4", [SettingTable.MaxRecordSize] = "1GB", [SettingTable.MaxDeadLetters] = "12",
        [SettingTable.OnDataLoss] = "fail", [SettingTable.OnAhead] = "skip", [SettingTable.NewIncarnation] = "yes",
        [SettingTable.Monitoring] = "on", [SettingTable.Listen] = "[::1]:9464", [SettingTable.LogLevel] = "debug",
    };

    private static readonly LandingSettings Expected = new()
    {
        Topics = ["b", "a"], BasePath = "/data", UntilEnd = true,
        Kafka = new()
        {
            BootstrapServers = "h:1,[::1]:2", GroupId = "g", AutoOffsetReset = AutoOffsetReset.Latest,
            PollTimeout = TimeSpan.FromMilliseconds(250), PollRecordsMax = 7,
        },
        BrokerTimeout = TimeSpan.FromMinutes(5), BatchRecordsMax = 1_000_000, FlushInterval = TimeSpan.FromSeconds(1.5),
        CheckpointInterval = TimeSpan.FromHours(1), BufferBytesMax = 67_108_864, FileBytesMax = 1_000,
        Compression = FileCompression.Gzip, OpenFilesMax = 4, RecordBytesMax = 1_000_000_000, DeadLettersInARowMax = 12,
        OnDataLoss = OnDataLoss.Fail, OnAhead = OnAhead.Skip, NewIncarnation = true, Monitoring = true, Listen = new(System.Net.IPAddress.IPv6Loopback, 9464), LogLevel = LogLevel.Debug,
    };

    [Fact]
    public void EachReachesItsPlaceFromTheCommandLine()
    {
        using var load = new Load();
        foreach (var (setting, text) in Texts)
        {
            load.Typed(setting, text);
        }

        AssertSame(Expected, load.Settings());
    }

    [Fact]
    public void EachReachesItsPlaceFromTheEnvironment()
    {
        using var load = new Load();
        foreach (var (setting, text) in Texts)
        {
            load.Variable(setting.SectionVariable!, text);
        }

        AssertSame(Expected, load.Settings());
    }

    [Fact]
    public void NoneIsLeftOutHere() =>
        Assert.Empty(SettingTable.All.Where(setting => setting.Key is not null && !setting.Key.StartsWith("Embedded", StringComparison.Ordinal)).Except(Texts.Keys));

    private static void AssertSame(LandingSettings expected, LandingSettings actual)
    {
        Assert.Equal(expected.Topics, actual.Topics);
        Assert.Equal(
            expected with { Topics = actual.Topics, Parse = actual.Parse, Routes = actual.Routes, Kafka = expected.Kafka with { Properties = actual.Kafka.Properties } },
            actual);
    }
}
