using System.Text;
using System.Text.Json;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>A record as one line, and the members of it that somebody needs. Valid until the parser's next record.</summary>
internal readonly ref struct ParsedRecord
{
    private readonly ReadOnlySpan<byte> _value;
    private readonly ReadOnlySpan<JsonSlice> _slices;
    private readonly IReadOnlySet<string> _nullTexts;

    /// <summary>Puts it together.</summary>
    /// <param name="value">The record's bytes as they came.</param>
    /// <param name="slices">Where each needed member is, by its slot in the <see cref="FieldTable"/>.</param>
    /// <param name="nullTexts">Texts that stand for null.</param>
    public ParsedRecord(ReadOnlySpan<byte> value, ReadOnlySpan<JsonSlice> slices, IReadOnlySet<string> nullTexts)
    {
        _value = value;
        _slices = slices;
        _nullTexts = nullTexts;
    }

    /// <summary>What is landed of it, on one line, without a newline.</summary>
    public ReadOnlySpan<byte> Line { get; init; }

    /// <summary>The required columns that it has no value for; null when it has them all.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>The kind of a member's value; <see cref="JsonTokenType.None"/> when the record has no such member.</summary>
    public JsonTokenType KindOf(int slot) => _slices[slot].Kind;

    /// <summary>A member's JSON as it stands; of a string what is between its quotes, escapes not resolved.</summary>
    public ReadOnlySpan<byte> RawOf(int slot) => _value.Slice(_slices[slot].Start, _slices[slot].Length);

    /// <summary>
    /// A member as text without the whitespace around it: of a string what it says, of anything else its JSON. Null when there
    /// is no such member, when it is null, and when its text stands for null.
    /// </summary>
    public string? TextOf(int slot)
    {
        var slice = _slices[slot];
        if (slice.Kind is JsonTokenType.None or JsonTokenType.Null)
        {
            return null;
        }

        var text = !slice.IsEscaped ? Encoding.UTF8.GetString(RawOf(slot)).Trim() : EscapedText.TryRead(RawOf(slot), out var unescaped) ? unescaped.Trim() : string.Empty;
        return _nullTexts.Count > 0 && _nullTexts.Contains(text) ? null : text;
    }

    /// <summary>The same in UTF-8, where its bytes are the text but for whitespace around it; else empty: <see cref="TextOf"/> knows all cases.</summary>
    public ReadOnlySpan<byte> PlainTextOf(int slot)
    {
        var slice = _slices[slot];
        var isPlain = slice.Kind is (JsonTokenType.Number or JsonTokenType.String) && !slice.IsEscaped && _nullTexts.Count == 0;
        return isPlain ? RawOf(slot) : default;
    }

    /// <summary>Whether a member is a string that is no text: valid JSON may hold one half of a surrogate pair, escaped.</summary>
    public bool IsNoText(int slot) => _slices[slot].IsEscaped && !EscapedText.TryRead(RawOf(slot), out _);
}

/// <summary>Where a member's value is in a record's bytes.</summary>
/// <param name="Kind">What it is; <see cref="JsonTokenType.StartObject"/> and <see cref="JsonTokenType.StartArray"/> for the whole of them.</param>
/// <param name="Start">Its first byte; of a string the first one after the quote.</param>
/// <param name="Length">Its bytes; of a string those between the quotes.</param>
/// <param name="IsEscaped">Whether a string has escapes in it.</param>
internal readonly record struct JsonSlice(JsonTokenType Kind, int Start, int Length, bool IsEscaped);
