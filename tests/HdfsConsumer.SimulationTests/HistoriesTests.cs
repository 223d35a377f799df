using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>Runs the history of a seed and returns what was wrong in it, null for nothing.</summary>
internal delegate string? History(int seed, DiskLie lie, Action<string>? trace);

/// <summary>
/// Seeded histories of one kind of landing: those that are always run, some that never were, the one that is asked for, and some on disks that lie. A
/// failure names its seed.
/// </summary>
public abstract class HistoriesTests
{
    private const int SeedsOfABugMax = 60_000;
    private const int SeedsNearby = 4_000;
    private const int SeedsOfTheProgramItself = 1_000;
    private const int FailuresMax = 5;

    private readonly ITestOutputHelper _output;
    private readonly History _run;
    private readonly string _variable;
    private readonly int _fixedSeeds;
    private readonly int _freshSeeds;
    private readonly int _lyingSeeds;

    /// <summary>Says which.</summary>
    /// <param name="output">Where the steps of a history go.</param>
    /// <param name="run">One of the simulation's methods.</param>
    /// <param name="variable">What names the seed of the history that is asked for, in the environment.</param>
    /// <param name="fixedSeeds">How many are always run.</param>
    /// <param name="freshSeeds">How many are run that never were.</param>
    /// <param name="lyingSeeds">How many on each disk that lies.</param>
    private protected HistoriesTests(ITestOutputHelper output, History run, string variable, int fixedSeeds = 2_500, int freshSeeds = 2_000, int lyingSeeds = 1_000) =>
        (_output, _run, _variable, _fixedSeeds, _freshSeeds, _lyingSeeds) = (output, run, variable, fixedSeeds, freshSeeds, lyingSeeds);

    [Fact]
    public void InTheHistoriesThatAreAlwaysRun() => Assert.Empty(Failures(first: 0, _fixedSeeds));

    [Fact]
    public void InHistoriesThatWereNeverRunBefore()
    {
        var first = Random.Shared.Next(1_000_000, int.MaxValue - _freshSeeds);
        _output.WriteLine($"seeds {first} to {first + _freshSeeds - 1}");
        Assert.Empty(Failures(first, _freshSeeds));
    }

    [Fact]
    public void InTheHistoryThatIsAskedFor()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(_variable), CultureInfo.InvariantCulture, out var seed))
        {
            var wrong = _run(seed, DiskLie.None, _output.WriteLine);
            Assert.True(wrong is null, wrong);
        }
    }

    [Theory]
    [InlineData(nameof(DiskLie.ContentsAreNotSynced))]
    [InlineData(nameof(DiskLie.NamesAreNotSynced))]
    [InlineData(nameof(DiskLie.LocksAreShared))]
    public void ButNotOnADiskThatLies(string lie) => Assert.NotEmpty(Failures(first: 0, _lyingSeeds, Enum.Parse<DiskLie>(lie)));

    /// <summary>Histories must find a bug that is planted in the program.</summary>
    /// <param name="bug">The bug.</param>
    /// <param name="history">The simulation's method that runs one.</param>
    /// <param name="output">Where it is written which did.</param>
    /// <param name="from">The seed from which on one does, where it takes thousands. It saves minutes and proves nothing less: where histories have changed since,
    /// all of them are run.</param>
    internal static void AssertIsFound(Edit[] bug, string history, ITestOutputHelper output, int from = 0)
    {
        var found = MutatedProgram.FirstFailure(bug, history, from, SeedsNearby) ?? MutatedProgram.FirstFailure(bug, history, first: 0, SeedsOfABugMax);
        output.WriteLine($"found by the history of {found}");
        Assert.True(found is not null, $"{SeedsOfABugMax} histories did not find it.");
    }

    private protected void AssertIsFound(Edit[] bug, int from = 0) => AssertIsFound(bug, _run.Method.Name, _output, from);

    private protected void AssertNothingIsFoundWhileAllSleep() => AssertNothingIsFoundWhileAllSleep(_run.Method.Name);

    /// <summary>Else what is found would be in the planting, not in the bug.</summary>
    internal static void AssertNothingIsFoundWhileAllSleep(string history) => Assert.Null(MutatedProgram.FirstFailure(bug: null, history, first: 0, SeedsOfTheProgramItself));

    private IEnumerable<string> Failures(int first, int count, DiskLie lie = DiskLie.None)
    {
        var failures = new ConcurrentBag<string>();
        Parallel.For(first, first + count, (seed, loop) =>
        {
            if (_run(seed, lie, null) is { } wrong)
            {
                failures.Add($"{_variable}={seed}: {wrong}");
                if (failures.Count >= FailuresMax)
                {
                    loop.Stop();
                }
            }
        });
        return failures;
    }
}
