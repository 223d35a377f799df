using HdfsConsumer.Observing;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HdfsConsumer.Tests.Observing;

/// <summary>Keeps what is logged as the operator would see it.</summary>
internal sealed class LogLines : IDisposable
{
    private readonly Logger _logger;

    public LogLines()
    {
        _logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new Keeping(Whole)).CreateLogger();
        Log = new LandingLog(_logger);
    }

    public LandingLog Log { get; }

    public List<string> Whole { get; } = [];

    /// <summary>The lines from the level on.</summary>
    public IEnumerable<string> WithoutTimes => Whole.Select(line => line[22..]);

    public void Dispose() => _logger.Dispose();

    private sealed class Keeping(List<string> lines) : ILogEventSink
    {
        private readonly LogLineFormatter _formatter = new(withStackTraces: false);

        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter { NewLine = "\n" };
            _formatter.Format(logEvent, text);
            lines.Add(text.ToString().TrimEnd('\n'));
        }
    }
}
