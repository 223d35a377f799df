using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// One pass over a record that checks that it is JSON (RFC 8259), and finds the members that somebody needs. Of a member that is there twice, the
/// last counts.
/// </summary>
/// <remarks>
/// <see cref="Utf8JsonReader"/> takes longer, for it tells of every token, and can go on in another piece of memory. Both take the same for JSON, as a
/// test compares. A method here is given where something begins, and returns where it ends, or <see cref="NotJson"/>.
/// </remarks>
/// <param name="json">UTF-8, which is not checked here.</param>
/// <param name="slices">Where members are noted, by their slots; none is at first.</param>
internal ref struct MemberScanner(ReadOnlySpan<byte> json, Span<JsonSlice> slices)
{
    /// <summary>A place where there is no byte, so that nothing that must follow is found there either.</summary>
    private const int NotJson = -1;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Span<JsonSlice> _slices = slices;
    private int _depth;

    /// <summary>Whether it is on several lines. No string has a line break in it: there it has to be escaped.</summary>
    public bool HasLineBreaks { get; private set; }

    /// <summary>Whether a text is JSON, and not too deep.</summary>
    /// <param name="json">UTF-8, which is not checked here.</param>
    public static bool IsJson(ReadOnlySpan<byte> json) => new MemberScanner(json, []).TryScan(root: null, out _);

    /// <summary>Scans all of it; false when it is not JSON.</summary>
    /// <param name="root">The root of the members' names; null when nobody needs any.</param>
    /// <param name="isObject">Whether it is an object.</param>
    public bool TryScan(FieldNode? root, out bool isObject)
    {
        var start = AfterSpace(0);
        isObject = At(start) == '{';
        return AfterSpace(EndOfValue(start, root)) == _json.Length;
    }

    private int EndOfValue(int start, FieldNode? node)
    {
        JsonTokenType kind;
        int end;
        var isEscaped = false;
        switch (At(start))
        {
            case (byte)'"':
                (kind, end) = (JsonTokenType.String, EndOfString(start, out isEscaped));
                break;
            case (byte)'{':
                (kind, end) = (JsonTokenType.StartObject, EndOfObject(start, node));
                break;
            case (byte)'[':
                (kind, end) = (JsonTokenType.StartArray, EndOfArray(start));
                break;
            case (byte)'t':
                (kind, end) = (JsonTokenType.True, EndOfLiteral(start, "true"u8));
                break;
            case (byte)'f':
                (kind, end) = (JsonTokenType.False, EndOfLiteral(start, "false"u8));
                break;
            case (byte)'n':
                (kind, end) = (JsonTokenType.Null, EndOfLiteral(start, "null"u8));
                break;
            default:
                (kind, end) = (JsonTokenType.Number, EndOfNumber(start));
                break;
        }

        if (node is { Slot: >= 0 })
        {
            var quote = kind == JsonTokenType.String ? 1 : 0;
            _slices[node.Slot] = new JsonSlice(kind, start + quote, end - start - (2 * quote), isEscaped);
        }

        return end;
    }

    private int EndOfObject(int start, FieldNode? node)
    {
        if (++_depth > JsonRecordParser.DepthMax)
        {
            return NotJson;
        }

        var at = AfterSpace(start + 1);
        if (At(at) != '}')
        {
            at = EndOfMember(at, node);
            while (At(at) == ',')
            {
                at = EndOfMember(AfterSpace(at + 1), node);
            }
        }

        _depth--;
        return At(at) == '}' ? at + 1 : NotJson;
    }

    /// <summary>The end of a name and its value, and of the whitespace behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EndOfMember(int start, FieldNode? node)
    {
        var endOfName = EndOfString(start, out var isEscaped);
        var colon = AfterSpace(endOfName);
        if (At(colon) != ':')
        {
            return NotJson;
        }

        var child = node?.Match(_json[(start + 1)..(endOfName - 1)], isEscaped);
        child?.ClearBelow(_slices);
        return AfterSpace(EndOfValue(AfterSpace(colon + 1), child));
    }

    private int EndOfArray(int start)
    {
        if (++_depth > JsonRecordParser.DepthMax)
        {
            return NotJson;
        }

        var at = AfterSpace(start + 1);
        if (At(at) != ']')
        {
            at = AfterSpace(EndOfValue(at, node: null));
            while (At(at) == ',')
            {
                at = AfterSpace(EndOfValue(AfterSpace(at + 1), node: null));
            }
        }

        _depth--;
        return At(at) == ']' ? at + 1 : NotJson;
    }

    private readonly int EndOfString(int start, out bool isEscaped)
    {
        isEscaped = false;
        if (At(start) != '"')
        {
            return NotJson;
        }

        var at = AfterPlain(start + 1);
        while (At(at) == '\\')
        {
            isEscaped = true;
            at = AfterPlain(EndOfEscape(at));
        }

        return At(at) == '"' ? at + 1 : NotJson;
    }

    private readonly int EndOfEscape(int start)
    {
        switch (At(start + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return start + 2;
            case (byte)'u':
                const int digits = 4;
                for (var i = 0; i < digits; i++)
                {
                    if (!char.IsAsciiHexDigit((char)At(start + 2 + i)))
                    {
                        return NotJson;
                    }
                }

                return start + 2 + digits;
            default:
                return NotJson;
        }
    }

    private readonly int EndOfLiteral(int start, ReadOnlySpan<byte> literal) =>
        _json[start..].StartsWith(literal) ? start + literal.Length : NotJson;

    private readonly int EndOfNumber(int start)
    {
        var at = At(start) == '-' ? start + 1 : start;
        at = At(at) == '0' ? at + 1 : EndOfDigits(at);
        if (At(at) == '.')
        {
            at = EndOfDigits(at + 1);
        }

        if (At(at) is (byte)'e' or (byte)'E')
        {
            at = EndOfDigits(At(at + 1) is (byte)'+' or (byte)'-' ? at + 2 : at + 1);
        }

        return at;
    }

    /// <summary>The end of one digit or several.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int EndOfDigits(int start)
    {
        var at = start;
        while (char.IsAsciiDigit((char)At(at)))
        {
            at++;
        }

        return at > start ? at : NotJson;
    }

    /// <summary>Where whitespace ends. There is none, or one space, in what nearly everybody writes.</summary>
    private int AfterSpace(int start) =>
        At(start) > ' ' ? start
        : At(start) == ' ' && At(start + 1) > ' ' ? start + 1
        : AfterSomeSpace(start);

    private int AfterSomeSpace(int start)
    {
        var at = start;
        while (At(at) <= ' ')
        {
            switch (At(at))
            {
                case (byte)' ' or (byte)'\t':
                    break;
                case (byte)'\n' or (byte)'\r':
                    HasLineBreaks = true;
                    break;
                default:
                    return at;
            }

            at++;
        }

        return at;
    }

    /// <summary>The first byte of a string that does not stand for itself: a quote, a backslash, or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int AfterPlain(int start)
    {
        var at = start;
        for (; at >= 0 && at + Vector128<byte>.Count <= _json.Length; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(_json[at..]);
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            if (special != Vector128<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
            }
        }

        while (At(at) is >= (byte)' ' and not (byte)'"' and not (byte)'\\')
        {
            at++;
        }

        return at;
    }

    /// <summary>A byte; NUL, which JSON does not have, where there is none.</summary>
    private readonly byte At(int at) => (uint)at < (uint)_json.Length ? _json[at] : default;
}
