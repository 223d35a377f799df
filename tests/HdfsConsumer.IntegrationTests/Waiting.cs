using System.Diagnostics;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Waits for what another process does.</summary>
internal static class Waiting
{
    /// <summary>Waits until something is so, for a bounded time; false when it never was.</summary>
    public static bool Until(Func<bool> condition, TimeSpan atMost)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > atMost)
            {
                return false;
            }

            Thread.Sleep(20);
        }

        return true;
    }
}
