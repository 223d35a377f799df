using System.Globalization;
using HdfsConsumer.Observing;
using Serilog.Events;
using Serilog.Parsing;

namespace HdfsConsumer.Tests.Observing;

public sealed class LogLineFormatterTests
{
    private static readonly DateTimeOffset Time = new(2025, 9, 22, 14, 30, 15, TimeSpan.FromHours(2));

    [Fact]
    public void ALineLooksAsInThePythonVersion() =>
        Assert.Equal(
            "[2025-09-22 14:30:15] INFO - Connected to Kafka broker localhost:9092\n",
            Line("Connected to Kafka broker {Address}", new LogEventProperty("Address", new ScalarValue("localhost:9092"))));

    [Theory]
    [InlineData(LogEventLevel.Verbose, "DEBUG")]
    [InlineData(LogEventLevel.Debug, "DEBUG")]
    [InlineData(LogEventLevel.Information, "INFO")]
    [InlineData(LogEventLevel.Warning, "WARNING")]
    [InlineData(LogEventLevel.Error, "ERROR")]
    [InlineData(LogEventLevel.Fatal, "CRITICAL")]
    public void LevelsHaveTheirPythonNames(LogEventLevel level, string name) =>
        Assert.Equal($"[2025-09-22 14:30:15] {name} - x\n", Line("x", level: level));

    [Theory]
    [InlineData("Paris\n[2025-09-22 14:30:16] INFO - forged", @"Paris\n[2025-09-22 14:30:16] INFO - forged")]
    [InlineData("a\r\tb\u001b[31m\u2028\u0085\u202e", @"a\r\tb\u001b[31m\u2028\u0085\u202e")]
    [InlineData("São-Paulo 東京 \U0001F600", "São-Paulo 東京 \U0001F600")]
    public void AValueCannotEndTheLine(string value, string shown) =>
        Assert.Equal($"[2025-09-22 14:30:15] INFO - to {shown}/\n", Line("to {Folder}/", new LogEventProperty("Folder", new ScalarValue(value))));

    [Fact]
    public void AnEndlessValueIsCut() =>
        Assert.Equal(
            $"[2025-09-22 14:30:15] INFO - {new string('x', 2000)}...\n",
            Line("{Value}", new LogEventProperty("Value", new ScalarValue(new string('x', 1_000_000)))));

    [Fact]
    public void NumbersAreWrittenTheSameEverywhere()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var withCommas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            withCommas.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = withCommas;

            Assert.Equal("[2025-09-22 14:30:15] INFO - 125.3\n", Line("{Rate:0.0}", new LogEventProperty("Rate", new ScalarValue(125.34))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void AnExceptionsMessageEndsTheLine() =>
        Assert.Equal(
            "[2025-09-22 14:30:15] WARNING - Cannot write: No space\\nleft\n",
            Line("Cannot write", level: LogEventLevel.Warning, exception: new IOException("No space\nleft")));

    [Fact]
    public void AStackTraceFollowsIndentedWhenAskedFor() =>
        Assert.Equal(
            "[2025-09-22 14:30:15] INFO - Cannot write\n    System.IO.IOException: No space\n    [2025-09-22 14:30:15] INFO - left\n",
            Line("Cannot write", exception: new IOException("No space\n[2025-09-22 14:30:15] INFO - left"), withStackTraces: true));

    private static string Line(
        string template, LogEventProperty? property = null, LogEventLevel level = LogEventLevel.Information, Exception? exception = null, bool withStackTraces = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new LogLineFormatter(withStackTraces).Format(
            new LogEvent(Time, level, exception, new MessageTemplateParser().Parse(template), property is null ? [] : [property]), text);
        return text.ToString();
    }
}
