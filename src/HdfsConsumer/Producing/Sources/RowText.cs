using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace HdfsConsumer.Producing.Sources;

/// <summary>The bytes of a row as text: those that are not UTF-8 are spelled out, as <c>\xE9</c>.</summary>
internal static class RowText
{
    private const int BytesMax = 64 * 1024;

    /// <summary>The text, cut after 64 KiB.</summary>
    public static string Of(ReadOnlySpan<byte> row)
    {
        var rest = row[..Math.Min(row.Length, BytesMax)];
        var chars = new char[rest.Length];
        var text = new StringBuilder(rest.Length);
        while (Utf8.ToUtf16(rest, chars, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.InvalidData)
        {
            text.Append(chars, 0, written).Append(CultureInfo.InvariantCulture, $"\\x{rest[read]:X2}");
            rest = rest[(read + 1)..];
        }

        text.Append(Encoding.UTF8.GetString(rest));
        return row.Length > BytesMax ? text.Append("...").ToString() : text.ToString();
    }
}
