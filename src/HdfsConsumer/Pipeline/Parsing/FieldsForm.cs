using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Writes some fields of a record as texts: what is counted of it, and no more.</summary>
/// <remarks>Of each field, in order: the bytes of its text in UTF-8 (4, little-endian; -1 for none) and the text.</remarks>
internal sealed class FieldsForm : IColumnsForm
{
    private readonly int[] _slots;
    private readonly ArrayBufferWriter<byte> _texts = new();

    /// <summary>Gives each field's member a slot.</summary>
    /// <param name="names">The fields: members, or members within members, with dots between their names.</param>
    /// <param name="fields">Where the slots are given.</param>
    public FieldsForm(IReadOnlyList<string> names, FieldTable fields)
    {
        _slots = [.. names.Select(fields.SlotOf)];
        Fingerprint = $"fields {string.Join(' ', names.Select(RuleText.Name))}";
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public string? Write(ParsedRecord record, out ReadOnlySpan<byte> line, out IReadOnlyList<string>? missing)
    {
        missing = null;
        _texts.ResetWrittenCount();
        foreach (var slot in _slots)
        {
            var text = record.TextOf(slot);
            var bytes = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
            var to = _texts.GetSpan(sizeof(int) + bytes);
            BinaryPrimitives.WriteInt32LittleEndian(to, text is null ? -1 : bytes);
            Encoding.UTF8.GetBytes(text, to[sizeof(int)..]);
            _texts.Advance(sizeof(int) + bytes);
        }

        line = _texts.WrittenSpan;
        return null;
    }

    /// <summary>Reads the texts of a record; null for a field that it does not have.</summary>
    /// <param name="line">What was written.</param>
    /// <param name="texts">One for each field.</param>
    public static void Read(ReadOnlySpan<byte> line, Span<string?> texts)
    {
        foreach (ref var text in texts)
        {
            var bytes = BinaryPrimitives.ReadInt32LittleEndian(line);
            line = line[sizeof(int)..];
            text = bytes < 0 ? null : Encoding.UTF8.GetString(line[..bytes]);
            line = line[Math.Max(0, bytes)..];
        }
    }
}
