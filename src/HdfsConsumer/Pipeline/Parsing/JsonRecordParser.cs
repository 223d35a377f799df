using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Reads a record as JSON, which it checks, and finds the members that decide where it goes.
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

        if (value.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return DeadLetterReason.Empty;
        }

        if (!Utf8.IsValid(value))
        {
            return DeadLetterReason.NotUtf8;
        }

        return Read(value, ref parsed);
    }

    private DeadLetterReason Read(ReadOnlySpan<byte> value, ref ParsedRecord parsed)
    {
        _slices.AsSpan().Clear();
        var scanner = new MemberScanner(value, _slices);
        if (!scanner.TryScan(fields.Root, out var isObject))
        {
            return DeadLetterReason.NotJson;
        }

        if (!isObject)
        {
            return DeadLetterReason.NotAnObject;
        }

        parsed = new ParsedRecord(value, _slices, _nullTexts);
        if (columns is null)
        {
            parsed = parsed with { Line = scanner.HasLineBreaks ? OnOneLine(value) : value };
            return DeadLetterReason.None;
        }

        RefusedColumn = columns.Write(parsed, out var line, out var missing);
        parsed = parsed with { Line = line, Missing = missing };
        return RefusedColumn is null ? DeadLetterReason.None : DeadLetterReason.UnfitColumn;
    }

    /// <summary>The record without the whitespace outside its strings.</summary>
    private ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> json)
    {
        _compacted.ResetWrittenCount();
        var compacted = _compacted.GetSpan(json.Length);
        return compacted[..OneLine.Write(json, compacted)];
    }
}
