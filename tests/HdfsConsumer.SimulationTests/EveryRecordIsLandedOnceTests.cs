using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// Seeded histories of crashes, power losses, rebalances, zombies, full disks and failed syncs. A failure names its seed;
/// <c>SIMULATION_SEED=N ./run-tests.sh simulation</c> repeats it and prints its steps.
/// </summary>
public sealed class EveryRecordIsLandedOnceTests(ITestOutputHelper output)
    : HistoriesTests(output, Simulation.Run, "SIMULATION_SEED", fixedSeeds: 6_000, freshSeeds: 5_000, lyingSeeds: 2_000);
