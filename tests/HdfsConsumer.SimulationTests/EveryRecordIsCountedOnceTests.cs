using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The same histories for records that are counted. <c>SIMULATION_COUNT_SEED=N ./run-tests.sh simulation</c> repeats one and prints its steps.
/// </summary>
public sealed class EveryRecordIsCountedOnceTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 4_000;
    private const int FreshSeeds = 2_000;
    private const int LyingSeeds = 1_000;
    private const int SeedsOfTheProgramItself = 500;
    private const int SeedsMax = 20_000;

    private const string States = "src/HdfsConsumer/Pipeline/Sinks/States/PartitionStates.cs";
    private const string Sink = "src/HdfsConsumer/Pipeline/Sinks/Analytics/AnalyticsSink.cs";

    private static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["a state gets its name before its bytes are stable"] =
            [new(States, "        unfinished.File.Sync();", "        _ = unfinished;")],
        ["a state takes the place of one that is further"] =
            [new(States, "if (saved >= next)", "if (saved >= next && write is null)"),
             new(States, "if (saved != madeFrom)", "if (saved != madeFrom && write is null)")],
        ["two instances save a state at once"] =
            [new(States, "if (!names.TryLock())", "if (!names.TryLock() && write is null)")],
        ["the watermark rises on a state whose name may be lost"] =
            [new(Sink, "            _folders.Sync(_folders.WorkFolder);", "            _ = _folders;")],
        ["the watermark rises while another instance saves"] =
            [new(Sink, "            case Saving.Busy:\n                return false;", "            case Saving.Busy:\n                return true;")],
        ["the watermark passes counts that are not saved"] =
            [new(Sink, "if (!TrySave())", "if (_isEnding && !TrySave())")],
        ["a record that is counted is counted again"] =
            [new(Sink, "if (record.Offset < held.Next)", "if (record.Offset < held.Next && record.Tenure is null)")],
        ["counts are kept after a doubt"] =
            [new(Sink, "        _held.Clear();", "        _ = _held;"),
             new(Sink, "            if (held.Tenure.HasEnded)", "            if (held is null)")],
        ["a summary is made of states whose names may be lost"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/Analytics/Summaries.cs", "        folders.Sync(folders.WorkFolder);", "        _ = folders;")],
        ["a summary is shown before its bytes are stable"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/Analytics/SummaryFiles.cs", "            file.Sync();", "            _ = file;")],
        ["two instances make summaries at once"] =
            [new("src/HdfsConsumer/Pipeline/Sinks/Analytics/Summaries.cs", "if (!turn.TryLock())", "if (!turn.TryLock() && files is null)")],
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
        if (int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_COUNT_SEED"), CultureInfo.InvariantCulture, out var seed))
        {
            var wrong = Simulation.RunAnalytics(seed, trace: output.WriteLine);
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
        var program = MutatedProgram.Compile(Bugs[name], nameof(Simulation.RunAnalytics));
        var found = program.FirstFailure(SeedsMax);
        output.WriteLine($"{name}: found after {found} histories: {program.FirstWrong}");
        Assert.NotNull(found);
    }

    /// <summary>Else a bug would be found that is in the compiling, not in the program.</summary>
    [Fact]
    public void AndNoneIsFoundInTheProgramItself() => Assert.Null(MutatedProgram.Compile([], nameof(Simulation.RunAnalytics)).FirstFailure(SeedsOfTheProgramItself));

    private static IEnumerable<string> Failures(int first, int count, DiskLie lie = DiskLie.None)
    {
        var failures = new ConcurrentBag<string>();
        Parallel.For(first, first + count, seed =>
        {
            if (Simulation.RunAnalytics(seed, lie) is { } wrong)
            {
                failures.Add($"SIMULATION_COUNT_SEED={seed}: {wrong}");
            }
        });
        return failures.Take(5);
    }
}
