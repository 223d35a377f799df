using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// Seeded histories of crashes, power losses, rebalances, zombies, full disks and failed syncs. A failure names its seed;
/// <c>SIMULATION_SEED=N ./run-tests.sh simulation</c> repeats it and prints its steps.
/// </summary>
public sealed class EveryRecordIsLandedOnceTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 20_000;
    private const int FreshSeeds = 10_000;
    private const int LyingSeeds = 2_000;

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
        if (int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEED"), CultureInfo.InvariantCulture, out var seed))
        {
            Assert.Null(Simulation.Run(seed, trace: output.WriteLine));
        }
    }

    [Theory]
    [InlineData(nameof(DiskLie.ContentsAreNotSynced))]
    [InlineData(nameof(DiskLie.NamesAreNotSynced))]
    [InlineData(nameof(DiskLie.LocksAreShared))]
    public void ButNotOnADiskThatLies(string lie) => Assert.NotEmpty(Failures(first: 0, LyingSeeds, Enum.Parse<DiskLie>(lie)));

    private static IEnumerable<string> Failures(int first, int count, DiskLie lie = DiskLie.None)
    {
        var failures = new ConcurrentBag<string>();
        Parallel.For(first, first + count, seed =>
        {
            if (Simulation.Run(seed, lie) is { } wrong)
            {
                failures.Add($"SIMULATION_SEED={seed}: {wrong}");
            }
        });
        return failures.Take(5);
    }
}
