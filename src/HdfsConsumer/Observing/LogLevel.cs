namespace HdfsConsumer.Observing;

/// <summary>How grave a log line must be to be written.</summary>
internal enum LogLevel
{
    /// <summary>Everything, with stack traces.</summary>
    Debug,

    /// <summary>What happens in normal running, and all that is graver.</summary>
    Info,

    /// <summary>What may need attention, and all that is graver.</summary>
    Warning,

    /// <summary>Only what went wrong.</summary>
    Error,
}
