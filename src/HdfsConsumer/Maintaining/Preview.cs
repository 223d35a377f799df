using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;

namespace HdfsConsumer.Maintaining;

/// <summary>Tries a pipeline's rules without landing anything.</summary>
internal static class Preview
{
    /// <summary>Writes for each line where it would be landed.</summary>
    public static void Write(LandingSettings settings, string topic, IEnumerable<byte[]> lines, TextWriter output)
    {
        using var log = LogSetup.ToStandardError(settings.LogLevel);
        var observer = new LandingObserver(new LandingLog(log), TimeProvider.System);
        new PipelineFactory(settings, TimeProvider.System, observer).Preview(lines, topic, output.WriteLine);
    }
}
