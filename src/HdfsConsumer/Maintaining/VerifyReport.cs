using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdfsConsumer.Pipeline.Replaying;

namespace HdfsConsumer.Maintaining;

/// <summary>Says what was found when a landing was read back: to people, or to machines.</summary>
internal static class VerifyReport
{
    private const int StraysShownMax = 10;

    /// <summary>For people.</summary>
    public static void WriteText(TextWriter output, string basePath, VerifiedLanding landing)
    {
        output.WriteLine($"Pipeline {landing.Pipeline} below {basePath}");
        output.WriteLine();
        foreach (var topic in landing.Topics)
        {
            WriteText(output, topic);
        }

        foreach (var (path, findings) in landing.Destinations)
        {
            foreach (var problem in findings.Problems)
            {
                output.WriteLine($"WRONG {path}: {problem}");
            }

            foreach (var note in findings.Notes)
            {
                output.WriteLine($"note  {path}: {note}");
            }

            if (findings.IdenticalLines > 0)
            {
                output.WriteLine(Invariant($"note  {path}: {findings.IdenticalLines} lines are the same as an earlier one. Landed once each; a producer may have sent them twice."));
            }
        }

        foreach (var problem in landing.Problems)
        {
            output.WriteLine($"WRONG {problem}");
        }

        foreach (var stray in landing.Strays.Take(StraysShownMax))
        {
            output.WriteLine($"note  {stray} belongs to no destination.");
        }

        if (landing.Strays.Count > StraysShownMax)
        {
            output.WriteLine(Invariant($"note  and {landing.Strays.Count - StraysShownMax} more files that belong to no destination."));
        }

        output.WriteLine();
        var wrong = landing.Problems.Count + landing.Destinations.Sum(destination => destination.Findings.Problems.Count);
        output.WriteLine(Invariant(
            $"{landing.Destinations.Sum(destination => destination.Findings.Lines)} records in {landing.Destinations.Sum(destination => destination.Findings.Files)} files of {landing.Destinations.Count} destinations: {(wrong == 0 ? "nothing is wrong" : $"{wrong} {(wrong == 1 ? "thing is" : "things are")} wrong")}."));
    }

    /// <summary>For machines: one JSON object.</summary>
    public static void WriteJson(TextWriter output, string basePath, VerifiedLanding landing)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("basePath", basePath);
            json.WriteString("pipeline", landing.Pipeline);
            json.WriteBoolean("ok", landing.IsSound);
            json.WriteNumber("records", landing.Destinations.Sum(destination => destination.Findings.Lines));
            WriteTopics(json, landing);
            WriteDestinations(json, landing);
            WriteList(json, "problems", landing.Problems);
            WriteList(json, "strays", landing.Strays);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void WriteText(TextWriter output, VerifiedTopic topic)
    {
        var key = topic.Topic.Key;
        var areDeadLetters = DeadLetterSource.IsSourceOf(key);
        var incarnation = topic.Topic.IsCurrent ? "" : ", an earlier incarnation";
        output.WriteLine(areDeadLetters ? $"Dead letters of {key.Topic}" : $"Topic {key.Topic} of cluster {key.ClusterId}{incarnation}");
        foreach (var partition in topic.Partitions)
        {
            var ahead = partition.Next > partition.Watermark ? areDeadLetters ? Invariant($", and more up to {partition.Next}") : Invariant($", up to {partition.Next - 1} not for good yet") : "";
            output.WriteLine(areDeadLetters
                ? Invariant($"  file {partition.Partition}: {partition.Watermark} lines are replayed{ahead}")
                : partition.Watermark > partition.First ? Invariant($"  partition {partition.Partition}: offsets {partition.First} to {partition.Watermark - 1} are landed{ahead}")
                : Invariant($"  partition {partition.Partition}: nothing is landed yet from offset {partition.First} on{ahead}"));
        }
    }

    private static void WriteTopics(Utf8JsonWriter json, VerifiedLanding landing)
    {
        json.WriteStartArray("topics");
        foreach (var (topic, partitions) in landing.Topics)
        {
            json.WriteStartObject();
            json.WriteString("topic", topic.Key.Topic);
            json.WriteString("cluster", topic.Key.ClusterId);
            json.WriteString("incarnation", topic.Key.Incarnation);
            json.WriteBoolean("isCurrent", topic.IsCurrent);
            json.WriteStartArray("partitions");
            foreach (var partition in partitions)
            {
                json.WriteStartObject();
                json.WriteNumber("partition", partition.Partition);
                json.WriteNumber("first", partition.First);
                json.WriteNumber("watermark", partition.Watermark);
                json.WriteNumber("next", partition.Next);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDestinations(Utf8JsonWriter json, VerifiedLanding landing)
    {
        json.WriteStartArray("destinations");
        foreach (var (path, findings) in landing.Destinations)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteNumber("files", findings.Files);
            json.WriteNumber("records", findings.Lines);
            json.WriteNumber("bytes", findings.Bytes);
            json.WriteNumber("identicalLines", findings.IdenticalLines);
            WriteList(json, "problems", findings.Problems);
            WriteList(json, "notes", findings.Notes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
