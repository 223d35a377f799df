using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Maintaining;

/// <summary>Says what pipelines would do, and whether what they need can be reached.</summary>
internal static class PipelineCheck
{
    /// <summary>Writes it; the exit code tells whether every server answered and every base path can be used.</summary>
    public static int Write(IReadOnlyList<LandingSettings> pipelines, bool isOffline, TextWriter output)
    {
        var troubles = new List<(int Code, string Words)>();
        foreach (var pipeline in pipelines)
        {
            output.WriteLine($"{pipeline.Pipeline}: {string.Join(", ", pipeline.Topics)} as group {pipeline.Kafka.GroupId}, below {pipeline.BasePath}");
            foreach (var route in pipeline.Routes)
            {
                output.WriteLine($"  {route}");
            }

            if (BasePathTrouble(pipeline) is { } trouble)
            {
                troubles.Add((ExitCode.DataNeedsAttention, $"{pipeline.Pipeline}: {trouble}"));
            }
        }

        if (!isOffline)
        {
            ReachBrokers(pipelines, output, troubles);
            ReachDatabases(pipelines, output, troubles);
        }

        foreach (var (_, words) in troubles)
        {
            output.WriteLine(words);
        }

        output.WriteLine(troubles.Count == 0 ? $"{Counted(pipelines.Count)}: nothing is wrong." : $"{Counted(pipelines.Count)}: {troubles.Count} {(troubles.Count == 1 ? "thing is" : "things are")} wrong.");
        return troubles.Count == 0 ? ExitCode.Done : troubles[0].Code;
    }

    private static void ReachBrokers(IReadOnlyList<LandingSettings> pipelines, TextWriter output, List<(int Code, string Words)> troubles)
    {
        foreach (var ofServer in pipelines.GroupBy(pipeline => pipeline.Kafka.BootstrapServers))
        {
            var topics = ofServer.SelectMany(pipeline => pipeline.Topics).Distinct().Order(StringComparer.Ordinal).ToList();
            try
            {
                using var cluster = KafkaCluster.Connect(ofServer.First().Kafka, ofServer.First().BrokerTimeout);
                var missing = topics.Except(cluster.Describe(topics).Keys).ToList();
                output.WriteLine($"Kafka broker {ofServer.Key} answers, and has {topics.Count - missing.Count} of {topics.Count} topics.");
                if (missing.Count > 0)
                {
                    output.WriteLine($"  not there yet: {string.Join(", ", missing)}");
                }
            }
            catch (StopException e)
            {
                troubles.Add((e.ExitCode, e.Message));
            }
        }
    }

    private static void ReachDatabases(IReadOnlyList<LandingSettings> pipelines, TextWriter output, List<(int Code, string Words)> troubles)
    {
        foreach (var pipeline in pipelines.Where(pipeline => pipeline.Database is not null))
        {
            try
            {
                using var tables = new TableLanding(pipeline);
                tables.Reach();
                output.WriteLine($"{tables.Server} answers.");
            }
            catch (StopException e)
            {
                troubles.Add((e.ExitCode, $"{pipeline.Pipeline}: {e.Message}"));
            }
        }
    }

    private static string Counted(int pipelines) => pipelines == 1 ? "1 pipeline" : string.Create(CultureInfo.InvariantCulture, $"{pipelines} pipelines");

    private static string? BasePathTrouble(LandingSettings pipeline)
    {
        for (var folder = Path.GetFullPath(pipeline.BasePath); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return $"{folder} is a file, and the base path {pipeline.BasePath} needs a folder there; give another Sink:BasePath";
            }
        }

        return null;
    }
}
