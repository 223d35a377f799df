using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Adds a member to a record's line that says why it is where it is.</summary>
internal sealed class ReasonWriter
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The line with the member at its end, valid until the next call.</summary>
    /// <param name="line">A JSON object on one line.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="missing">The columns without a value.</param>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> line, string member, IReadOnlyList<string> missing)
    {
        _line.ResetWrittenCount();
        _line.Write(line[..(line.LastIndexOf((byte)'}'))]);
        _line.Write(line.IndexOf((byte)':') < 0 ? "\""u8 : ",\""u8);
        _line.Write(JsonEncodedText.Encode(member, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        _line.Write("\":\"no value for "u8);
        _line.Write(JsonEncodedText.Encode(string.Join(", ", missing), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        _line.Write("\"}"u8);
        return _line.WrittenSpan;
    }
}
