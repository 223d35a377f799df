using System.Buffers;
using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>One message of one of the topics; docs/messages.md has the fields.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, a JSON object on one line.</param>
internal sealed record TransactionMessage(TransactionTopic Topic, string Key, byte[] Value)
{
    /// <summary>A message with the fields that are written.</summary>
    public static TransactionMessage Of(TransactionTopic topic, string key, Action<Utf8JsonWriter> writeFields)
    {
        var value = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(value, JsonText.Readable);
        json.WriteStartObject();
        writeFields(json);
        json.WriteEndObject();
        json.Flush();
        return new(topic, key, value.WrittenSpan.ToArray());
    }

    /// <summary>A time to the second as ISO 8601 writes it.</summary>
    public static string TimeText(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
