using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HdfsConsumer.Observing;

/// <summary>Sets logging up: one line an event, on standard error, for standard output belongs to results.</summary>
internal static class LogSetup
{
    /// <summary>A logger that writes until it is disposed of.</summary>
    /// <param name="level">The least grave events that are written. At <see cref="LogLevel.Debug"/>, with stack traces.</param>
    public static Logger ToStandardError(LogLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(SerilogLevelOf(level))
        .WriteTo.Console(new LogLineFormatter(withStackTraces: level == LogLevel.Debug), standardErrorFromLevel: LogEventLevel.Verbose)
        .CreateLogger();

    /// <summary>Serilog's name for a level.</summary>
    public static LogEventLevel SerilogLevelOf(LogLevel level) => level switch
    {
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Info => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
