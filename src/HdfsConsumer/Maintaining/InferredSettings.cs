using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Maintaining;

/// <summary>Writes the typed columns that the records of a topic have as settings of a pipeline.</summary>
internal static class InferredSettings
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Looks at a topic.</summary>
    /// <param name="settings">Where the cluster is.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="recordsMax">How many records to look at.</param>
    /// <param name="output">Where the settings go.</param>
    /// <param name="error">Where is said what they leave out.</param>
    /// <param name="stop">Ends it with what there is.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="StopException">The cluster cannot be reached, or has no such topic.</exception>
    public static int Write(LandingSettings settings, string topic, int recordsMax, TextWriter output, TextWriter error, CancellationToken stop)
    {
        using var cluster = KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout, "as every verb that reads topics needs one.", stop);
        var inference = new ColumnInference();
        var values = TopicSample.Read(settings.Kafka, cluster, topic, recordsMax, stop);
        var others = values.Count(value => !inference.TryTake(value));
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Looked at {inference.Records} records of {topic}; {others} more are no JSON objects."));
        if (inference.Records == 0)
        {
            return ExitCode.DataNeedsAttention;
        }

        output.WriteLine($"\"Parse\": {Text(inference, error)}");
        return ExitCode.Done;
    }

    /// <summary>The value of <c>Parse</c>.</summary>
    /// <param name="inference">The columns.</param>
    /// <param name="error">Where is said which of them cannot be in a table by their names.</param>
    public static string Text(ColumnInference inference, TextWriter error)
    {
        var columns = new Dictionary<string, string>();
        foreach (var (name, kind) in inference.Columns)
        {
            if (WhyNot(name) is { } whyNot)
            {
                error.WriteLine($"Left out: {name}, for {whyNot}.");
            }
            else
            {
                columns.Add(name, new ColumnType(kind).ToString());
            }
        }

        return JsonSerializer.Serialize(new { Columns = columns }, Form);
    }

    private static string? WhyNot(string name) => name.AsSpan().IndexOfAny('.', ':') >= 0 ? "a name with a dot or a colon in it cannot be named in settings"
        : TableNames.WhyNot(name) is { } whyNot ? $"{whyNot}; name another column that takes its value From it"
        : null;
}
