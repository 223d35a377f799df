using System.Text.Encodings.Web;
using System.Text.Json;

namespace HdfsConsumer.Producing.Sources;

/// <summary>How records are written as JSON.</summary>
internal static class JsonText
{
    /// <summary>Letters stand as they are, not as \u escapes; only what JSON forbids is escaped.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
