using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The same histories over the lake: Parquet files whose names are the ledger. <c>SIMULATION_LAKE_SEED=N ./run-tests.sh simulation</c>
/// repeats one and prints its steps.
/// </summary>
public sealed class EveryRecordIsInTheLakeOnceTests(ITestOutputHelper output) : HistoriesTests(output, Simulation.RunLake, "SIMULATION_LAKE_SEED")
{
    private const string Lake = "src/HdfsConsumer/Pipeline/Sinks/Lake/";

    internal static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["a name is taken without the partition's lock"] =
            [new(Lake + "FileFinisher.cs", "if (!names.TryLock())", "if (!names.TryLock() && folder is null)")],
        ["a file gets its name before its bytes are stable"] =
            [new(Lake + "FileFinisher.cs", "            file.Sync();", "            _ = file;")],
        ["names of others are not looked at when a file gets its own"] =
            [new(Lake + "FileFinisher.cs", "var next = lake.NextIn(folder, stem, file.Tenure.Partition);", "var next = 0L;")],
        ["a name is given while the one before it may be lost"] =
            [new(Lake + "FileFinisher.cs", "if (next > 0)", "if (next < 0)")],
        ["the watermark passes what unfinished files hold"] =
            [new(Lake + "UnfinishedFiles.cs", ".Min(file => (long?)file.First);", ".Min(file => (long?)file.First + 1_000_000);")],
        ["the watermark rises on a name that may be lost"] =
            [new(Lake + "UnfinishedFiles.cs", "            lake.Sync(folder);", "            _ = folder;")],
        ["folders of the name are not synced"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/States/LandedFolders.cs", "            disk.SyncDirectory(Path.GetDirectoryName(child)!);", "            _ = child;")],
        ["what a name covers is landed again"] =
            [new(Lake + "UnfinishedFiles.cs", "if (record.Offset < next)", "if (record.Offset < next && record.Tenure is null)"),
             new(Lake + "FileFinisher.cs", "if (next > file.First)", "if (next > file.First && folder is null)")],
        ["another topic of the same name is taken for this one"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/States/TopicStem.cs", "isFirstOfItsName && topic", "topic")],
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AndABugThatIsPlantedIsFound(string name) => AssertIsFound(Bugs[name]);

    [Fact]
    public void AndNoneIsFoundWhileAllSleep() => AssertNothingIsFoundWhileAllSleep();
}
