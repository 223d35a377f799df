using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Writes a record that cannot be landed as it is as a JSON line: <c>topic</c>, <c>partition</c>, <c>offset</c>,
/// <c>timestamp</c> (UTC), <c>reason</c>, the <c>rules</c> that it did not meet, <c>attempt</c> when it was replayed and put aside again, and its
/// exact bytes, as the text <c>value</c> when they are UTF-8, else as <c>valueBase64</c>.
/// </summary>
/// <param name="rules">What decided that it cannot be landed, a fingerprint of the pipeline.</param>
internal sealed class DeadLetter(string rules)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The line, without a newline, valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(ConsumedRecord record, string reason)
    {
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("topic"u8, record.Tenure.Topic.Topic);
        json.WriteNumber("partition"u8, record.Origin.Partition);
        json.WriteNumber("offset"u8, record.Origin.Offset);
        json.WriteString("timestamp"u8, Moment.OfKafka(record.TimestampMs).UtcDateTime);
        json.WriteString("reason"u8, reason);
        json.WriteString("rules"u8, rules);
        if (record.Origin.Attempt > 0)
        {
            json.WriteNumber("attempt"u8, record.Origin.Attempt + 1);
        }

        if (record.IsTombstone)
        {
            json.WriteNull("value"u8);
        }
        else if (Utf8.IsValid(record.Value))
        {
            json.WriteString("value"u8, record.Value);
        }
        else
        {
            json.WriteBase64String("valueBase64"u8, record.Value);
        }

        json.WriteEndObject();
        json.Flush();
        return _line.WrittenSpan;
    }
}
