using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace HdfsConsumer.Observing;

/// <summary>
/// Writes an event as one line that Python's logging would have written: <c>[2025-09-22 14:30:15] INFO - message</c>, in local
/// time. What a value holds cannot end the line or begin another.
/// </summary>
/// <param name="withStackTraces">Whether an exception follows on lines of its own, indented; else its message ends the line.</param>
internal sealed class LogLineFormatter(bool withStackTraces) : ITextFormatter
{
    /// <summary>The property that names the pipeline, where there are several: <c>INFO - [customers] message</c>.</summary>
    public const string PipelineProperty = "Pipeline";

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write('[');
        output.Write(logEvent.Timestamp.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        output.Write("] ");
        output.Write(PythonNameOf(logEvent.Level));
        output.Write(" - ");
        if (logEvent.Properties.TryGetValue(PipelineProperty, out var pipeline))
        {
            output.Write($"[{Shown(pipeline, format: null)}] ");
        }

        WriteMessage(logEvent, output);
        if (logEvent.Exception is { } exception)
        {
            WriteException(exception, output);
        }

        output.WriteLine();
    }

    private static string PythonNameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        LogEventLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private static void WriteMessage(LogEvent logEvent, TextWriter output)
    {
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value))
            {
                output.Write(PrintableText.Of(Shown(value, property.Format)));
            }
            else
            {
                token.Render(logEvent.Properties, output, CultureInfo.InvariantCulture);
            }
        }
    }

    // Unlike the value's own rendering: no quotes around text, and lists without brackets.
    private static string Shown(LogEventPropertyValue value, string? format) => value switch
    {
        ScalarValue { Value: string text } => text,
        SequenceValue list => string.Join(", ", list.Elements.Select(element => Shown(element, format))),
        _ => value.ToString(format, CultureInfo.InvariantCulture),
    };

    private void WriteException(Exception exception, TextWriter output)
    {
        if (!withStackTraces)
        {
            output.Write(": ");
            output.Write(PrintableText.Of(exception.Message));
            return;
        }

        foreach (var line in exception.ToString().Split('\n'))
        {
            output.WriteLine();
            output.Write("    ");
            output.Write(PrintableText.Of(line.TrimEnd('\r')));
        }
    }
}
