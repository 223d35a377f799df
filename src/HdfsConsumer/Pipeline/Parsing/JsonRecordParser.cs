using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Reads a record as JSON: one pass that validates it and finds the members that decide where it goes. Of a member that is
/// there twice, the last counts.
/// </summary>
/// <param name="recordBytesMax">Larger values are dead letters.</param>
/// <param name="fields">The members to find.</param>
/// <param name="columns">What is landed of a record; null to land it as it came.</param>
/// <param name="nullTexts">Texts that stand for null; none when left out.</param>
/// <param name="takesTombstones">Whether a null value is taken, as a record without members; else it is a dead letter.</param>
internal sealed class JsonRecordParser(int recordBytesMax, FieldTable fields, IColumnsForm? columns = null, IEnumerable<string>? nullTexts = null, bool takesTombstones = false)
{
    /// <summary>Changes whenever the same bytes could be read differently.</summary>
    public const int Version = 1;

    /// <summary>Deeper nesting is not JSON here: readers of the files would give up on it.</summary>
    public const int DepthMax = 512;

    /// <summary>What decides whether a record can be landed.</summary>
    public string Fingerprint { get; } = string.Create(
        CultureInfo.InvariantCulture, $"json {Version} {recordBytesMax} {DepthMax} {columns?.Fingerprint} {string.Join(',', (nullTexts ?? []).Select(RuleText.Quoted))}{(takesTombstones ? " tombstones" : "")}");

    private readonly ArrayBufferWriter<byte> _compacted = new();
    private readonly JsonSlice[] _slices = new JsonSlice[fields.Count];
    private readonly HashSet<string> _nullTexts = [.. nullTexts ?? []];

    /// <summary>Which column of the last record did not fit, and why; null when all did.</summary>
    public string? RefusedColumn { get; private set; }

    /// <summary>
    /// Parses a record. <paramref name="parsed"/> is valid until the next call, and only when
    /// <see cref="DeadLetterReason.None"/> is returned.
    /// </summary>
    public DeadLetterReason Parse(ReadOnlySpan<byte> value, bool isTombstone, out ParsedRecord parsed)
    {
        parsed = default;
        RefusedColumn = null;
        if (isTombstone)
        {
            Array.Clear(_slices);
            parsed = new ParsedRecord(value, _slices, _nullTexts);
            return takesTombstones ? DeadLetterReason.None : DeadLetterReason.Tombstone;
        }

        if (value.Length > recordBytesMax)
        {
            return DeadLetterReason.TooLarge;
        }

        if (value.Trim(" \t\r\n"u8).IsEmpty)
        {
            return DeadLetterReason.Empty;
        }

        if (!Utf8.IsValid(value))
        {
            return DeadLetterReason.NotUtf8;
        }

        try
        {
            return Read(value, out parsed);
        }
        catch (JsonException)
        {
            return DeadLetterReason.NotJson;
        }
    }

    private DeadLetterReason Read(ReadOnlySpan<byte> value, out ParsedRecord parsed)
    {
        parsed = default;
        Array.Clear(_slices);
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = DepthMax });
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (isObject)
        {
            ReadMembers(ref reader, fields.Root);
        }

        while (reader.Read())
        {
            // What is left must be JSON, too; behind an object there must be nothing.
        }

        if (!isObject)
        {
            return DeadLetterReason.NotAnObject;
        }

        parsed = new ParsedRecord(value, _slices, _nullTexts);
        if (columns is null)
        {
            parsed = parsed with { Line = OnOneLine(value) };
            return DeadLetterReason.None;
        }

        RefusedColumn = columns.Write(parsed, out var line, out var missing);
        parsed = parsed with { Line = line, Missing = missing };
        return RefusedColumn is null ? DeadLetterReason.None : DeadLetterReason.UnfitColumn;
    }

    private void ReadMembers(ref Utf8JsonReader reader, FieldNode node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Match(ref reader);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
            }
            else
            {
                ReadMember(ref reader, child);
            }
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, FieldNode node)
    {
        var kind = reader.TokenType;
        var isString = kind == JsonTokenType.String;
        var isEscaped = isString && reader.ValueIsEscaped;
        var start = (int)reader.TokenStartIndex;
        node.ClearBelow(_slices);
        if (kind == JsonTokenType.StartObject && node.HasChildren)
        {
            ReadMembers(ref reader, node);
        }
        else
        {
            reader.Skip();
        }

        if (node.Slot >= 0)
        {
            var length = (int)reader.BytesConsumed - start;
            _slices[node.Slot] = isString
                ? new JsonSlice(kind, start + 1, length - 2, isEscaped)
                : new JsonSlice(kind, start, length, IsEscaped: false);
        }
    }

    /// <summary>The record as it came when it is one line, else without the whitespace outside its strings.</summary>
    private ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> json)
    {
        if (OneLine.Is(json))
        {
            return json;
        }

        _compacted.ResetWrittenCount();
        var compacted = _compacted.GetSpan(json.Length);
        return compacted[..OneLine.Write(json, compacted)];
    }
}
