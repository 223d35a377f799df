using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The same histories over a lake of which one topic is a table, with versions taken by the instances and by others.
/// <c>SIMULATION_TABLE_SEED=N ./run-tests.sh simulation</c> repeats one and prints its steps.
/// </summary>
public sealed class EveryTableIsWhatItsRecordsMakeTests(ITestOutputHelper output) : HistoriesTests(output, Simulation.RunTables, "SIMULATION_TABLE_SEED")
{
    private const string States = "src/HdfsConsumer/Pipeline/Sinks/States/";
    private const string Tables = "src/HdfsConsumer/Pipeline/Sinks/Lake/Tables/";

    internal static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["a state gets its name before its bytes are stable"] =
            [new(States + "PartitionStates.cs", "        unfinished.File.Sync();", "        _ = unfinished;")],
        ["a state takes the place of one that is further"] =
            [new(States + "PartitionStates.cs", "if (saved >= next)", "if (saved >= next && write is null)"),
             new(States + "PartitionStates.cs", "if (saved != madeFrom)", "if (saved != madeFrom && write is null)")],
        ["the watermark passes records that are not saved"] =
            [new(Tables + "TableSink.cs", "table.FirstUnsaved is { } first", "table.FirstUnsaved + 1_000_000 is { } first")],
        ["the watermark rises on a state whose name may be lost"] =
            [new(States + "HeldStates.cs", "            folders.Sync(folders.WorkFolder);", "            _ = folders;")],
        ["a record that the state has is taken again"] =
            [new(Tables + "TableSink.cs", "if (record.Offset < table.Rows.Next)", "if (record.Offset < table.Rows.Next && record.Tenure is null)")],
        ["the manifest names files before their bytes are stable"] =
            [new(Tables + "TableVersions.cs", "        unfinished.File.Sync();", "        _ = unfinished;")],
        ["the manifest names files whose names may be lost"] =
            [new(Tables + "TableVersions.cs", "            lake.Sync(folder);", "            _ = folder;")],
        ["older versions are removed before a newer one is durable"] =
            [new(Tables + "TableFolders.cs", "        lake.Replace(ManifestPath, manifest.ToJson());\n        lake.Sync(_root);", "        lake.Replace(ManifestPath, manifest.ToJson());")],
        ["a manifest gets its name before its bytes are stable"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/States/LandedFolders.cs", "            file.Sync();", "            _ = file;")],
        ["a version knows records that a power loss takes from its table"] =
            [new(Tables + "TableVersions.cs", "        lake.Sync(lake.WorkFolder);", "        _ = lake;")],
        ["what a dead process left of a version is taken for one's own"] =
            [new(Tables + "TableVersions.cs", "        folders.RemoveUnnamed(manifest);", "        _ = folders;")],
        ["two instances take versions at once"] =
            [new(Tables + "TableVersions.cs", "if (!names.TryLock())", "if (!names.TryLock() && version is not null)")],
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AndABugThatIsPlantedIsFound(string name) => AssertIsFound(Bugs[name]);

    [Fact]
    public void AndNoneIsFoundWhileAllSleep() => AssertNothingIsFoundWhileAllSleep();
}
