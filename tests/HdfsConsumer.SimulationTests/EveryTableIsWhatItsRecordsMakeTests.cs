using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The same histories over a lake of which one topic is a table, with versions taken by the instances and by others.
/// <c>SIMULATION_TABLE_SEED=N ./run-tests.sh simulation</c> repeats one and prints its steps.
/// </summary>
public sealed class EveryTableIsWhatItsRecordsMakeTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 4_000;
    private const int FreshSeeds = 2_000;
    private const int LyingSeeds = 1_000;
    private const int SeedsOfTheProgramItself = 500;
    private const int SeedsMax = 20_000;

    private const string States = "src/HdfsConsumer/Pipeline/Sinks/States/";
    private const string Tables = "src/HdfsConsumer/Pipeline/Sinks/Lake/Tables/";

    private static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["a state gets its name before its bytes are stable"] =
            [new(States + "PartitionStates.cs", "        unfinished.File.Sync();", "        _ = unfinished;")],
        ["a state takes the place of one that is further"] =
            [new(States + "PartitionStates.cs", "if (saved >= next)", "if (saved >= next && write is null)"),
             new(States + "PartitionStates.cs", "if (saved != madeFrom)", "if (saved != madeFrom && write is null)")],
        ["the watermark passes records that are not saved"] =
            [new(Tables + "TableSink.cs", "table.FirstUnsaved is { } first", "table.FirstUnsaved + 1_000_000 is { } first")],
        ["the watermark rises on a state whose name may be lost"] =
            [new(Tables + "TableSink.cs", "            _lake.Sync(_lake.WorkFolder);", "            _ = _lake;")],
        ["a record that the state has is taken again"] =
            [new(Tables + "TableSink.cs", "if (record.Offset < table.Rows.Next)", "if (record.Offset < table.Rows.Next && record.Tenure is null)")],
        ["the manifest names files before their bytes are stable"] =
            [new(Tables + "TableVersions.cs", "        unfinished.File.Sync();", "        _ = unfinished;")],
        ["the manifest names files whose names may be lost"] =
            [new(Tables + "TableVersions.cs", "            lake.Sync(folder);", "            _ = folder;")],
        ["older versions are removed before a newer one is durable"] =
            [new(Tables + "TableFolders.cs", "        disk.Rename(next, ManifestPath);\n        lake.Sync(_root);", "        disk.Rename(next, ManifestPath);")],
        ["a manifest gets its name before its bytes are stable"] =
            [new(Tables + "TableFolders.cs", "            file.Sync();", "            _ = file;")],
        ["a version knows records that a power loss takes from its table"] =
            [new(Tables + "TableVersions.cs", "        lake.Sync(lake.WorkFolder);", "        _ = lake;")],
        ["what a dead process left of a version is taken for one's own"] =
            [new(Tables + "TableVersions.cs", "        folders.RemoveUnnamed(manifest);", "        _ = folders;")],
        ["two instances take versions at once"] =
            [new(Tables + "TableVersions.cs", "if (!names.TryLock())", "if (!names.TryLock() && version is not null)")],
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Fact]
    public void InTheHistoriesThatAreAlwaysRun() => Assert.Empty(Failures(first: 0, FixedSeeds));

    [Fact]
    public void InHistoriesThatWereNeverRunBefore()
    {
        var first = Random.Shared.Next(1_000_000, int.MaxValue - FreshSeeds);
        output.WriteLine($"seeds {first} to {first + FreshSeeds - 1}");
        Assert.Empty(Failures(first, FreshSeeds));
    }

    [Fact]
    public void InTheHistoryThatIsAskedFor()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_TABLE_SEED"), CultureInfo.InvariantCulture, out var seed))
        {
            var wrong = Simulation.RunTables(seed, trace: output.WriteLine);
            Assert.True(wrong is null, wrong);
        }
    }

    [Theory]
    [InlineData(nameof(DiskLie.ContentsAreNotSynced))]
    [InlineData(nameof(DiskLie.NamesAreNotSynced))]
    [InlineData(nameof(DiskLie.LocksAreShared))]
    public void ButNotOnADiskThatLies(string lie) => Assert.NotEmpty(Failures(first: 0, LyingSeeds, Enum.Parse<DiskLie>(lie)));

    [Theory]
    [MemberData(nameof(Names))]
    public void AndABugThatIsPlantedIsFound(string name)
    {
        var program = MutatedProgram.Compile(Bugs[name], nameof(Simulation.RunTables));
        var found = program.FirstFailure(SeedsMax);
        output.WriteLine($"{name}: found after {found} histories: {program.FirstWrong}");
        Assert.NotNull(found);
    }

    /// <summary>Else a bug would be found that is in the compiling, not in the program.</summary>
    [Fact]
    public void AndNoneIsFoundInTheProgramItself() => Assert.Null(MutatedProgram.Compile([], nameof(Simulation.RunTables)).FirstFailure(SeedsOfTheProgramItself));

    private static IEnumerable<string> Failures(int first, int count, DiskLie lie = DiskLie.None)
    {
        var failures = new ConcurrentBag<string>();
        Parallel.For(first, first + count, seed =>
        {
            if (Simulation.RunTables(seed, lie) is { } wrong)
            {
                failures.Add($"SIMULATION_TABLE_SEED={seed}: {wrong}");
            }
        });
        return failures.Take(5);
    }
}
