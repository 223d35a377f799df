namespace HdfsConsumer.SimulationTests;

/// <summary>
/// Which planted bug is awake. All of them are in one <see cref="MutatedProgram"/>, which is compiled once; on each thread one runs at a time, and code that has bugs
/// in it asks here whether one of them is meant.
/// </summary>
internal static class SleepingBug
{
    /// <summary>What <see cref="Wake"/> takes where none shall be awake.</summary>
    public const int None = -1;

    [ThreadStatic]
    private static int _awake;

    /// <summary>From now on this bug is awake on this thread, and no other.</summary>
    public static void Wake(int bug) => _awake = bug;

    /// <summary>Whether this bug is awake on this thread.</summary>
    public static bool IsAwake(int bug) => _awake == bug;
}
