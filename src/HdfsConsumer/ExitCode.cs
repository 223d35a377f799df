namespace HdfsConsumer;

/// <summary>What the process says to its caller when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Done as asked.</summary>
    public const int Done = 0;

    /// <summary>The data needs attention, or there is a bug in HdfsConsumer; nothing was committed past the trouble.</summary>
    public const int DataNeedsAttention = 1;

    /// <summary>Wrong usage or settings; nothing was begun.</summary>
    public const int WrongUsage = 2;

    /// <summary>A server could not be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended at once by a second Ctrl-C (128 + SIGINT, as shells have it); what was not flushed is landed next time.</summary>
    public const int Interrupted = 130;
}
