using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>A dead letter as it is kept; see <see cref="DeadLetter"/>.</summary>
internal sealed record KeptDeadLetter(
    string Topic, int Partition, long Offset, DateTimeOffset Timestamp, string Reason, string? Rules, string? Value, byte[]? ValueBase64, int Attempt = 1)
{
    /// <summary>The record's value, null for a tombstone.</summary>
    [JsonIgnore]
    public byte[]? Bytes => ValueBase64 ?? (Value is null ? null : System.Text.Encoding.UTF8.GetBytes(Value));
}

/// <summary>Reads what <see cref="DeadLetter"/> wrote.</summary>
internal static class DeadLetterReader
{
    /// <summary>Reads a line; false when it is no dead letter.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out KeptDeadLetter? deadLetter)
    {
        try
        {
            deadLetter = JsonSerializer.Deserialize(line, DeadLetterJson.Default.KeptDeadLetter);
            return deadLetter?.Topic is not null;
        }
        catch (JsonException)
        {
            deadLetter = null;
            return false;
        }
    }
}

[JsonSerializable(typeof(KeptDeadLetter))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
