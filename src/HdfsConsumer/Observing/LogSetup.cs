using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HdfsConsumer.Observing;

/// <summary>Sets logging up: one line an event, on standard error, for standard output belongs to results.</summary>
internal static class LogSetup
{
    private const int FileBytesMax = 10_000_000;
    private const int FilesKept = 5;

    /// <summary>A logger that writes until it is disposed of.</summary>
    /// <param name="level">The least grave events that are written. At <see cref="LogLevel.Debug"/>, with stack traces.</param>
    public static Logger ToStandardError(LogLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(SerilogLevelOf(level))
        .WriteTo.Console(new LogLineFormatter(withStackTraces: level == LogLevel.Debug), standardErrorFromLevel: LogEventLevel.Verbose)
        .CreateLogger();

    /// <summary>
    /// A logger for one of several pipelines: its lines name it and go to a log that all share, and without the name to a file of its own, which is
    /// begun anew at 10 MB; five of them are kept.
    /// </summary>
    /// <param name="shared">The log that all share.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="level">The least grave events that are written.</param>
    public static Logger ForPipeline(ILogger shared, string pipeline, string folder, LogLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(SerilogLevelOf(level))
        .WriteTo.Logger(shared.ForContext(LogLineFormatter.PipelineProperty, pipeline))
        .WriteTo.File(
            new LogLineFormatter(withStackTraces: level == LogLevel.Debug),
            Path.Combine(folder, $"{pipeline}.log"),
            fileSizeLimitBytes: FileBytesMax,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: FilesKept,
            shared: true)
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
