using System.Globalization;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>
/// The folder of a destination as it is written in the settings: <c>{country}/{city}</c>, <c>{topic}/date={timestamp:yyyy-MM-dd}</c>,
/// <c>customers_usa</c>.
/// </summary>
internal sealed class DestinationTemplate : IEquatable<DestinationTemplate>
{
    /// <summary>What is accepted, in words.</summary>
    public const string Accepted =
        "a folder such as customers_usa, {country}/{city} or {topic}/date={timestamp:yyyy-MM-dd}: letters, digits, '_', '-', '.', '=' and {FIELD} or {FIELD:DATE FORMAT}, parts joined by '/'";

    private const string DeadLettersFolder = "_dead-letters";

    private static readonly DateTime[] TrialMoments = [DateTime.MinValue, DateTime.UnixEpoch, DateTime.MaxValue];

    private readonly string _text;

    private DestinationTemplate(string text, IReadOnlyList<IReadOnlyList<TemplatePiece>> parts)
    {
        _text = text;
        Parts = parts;
    }

    /// <summary>The path's parts, each made of pieces.</summary>
    public IReadOnlyList<IReadOnlyList<TemplatePiece>> Parts { get; }

    /// <summary>The fields that it names.</summary>
    public IEnumerable<string> Fields => Parts.SelectMany(part => part).Select(piece => piece.Field).OfType<string>();

    /// <summary>A template that is known to be right.</summary>
    public static DestinationTemplate Of(string text) => Read(text).Value;

    /// <summary>Reads a template.</summary>
    public static Reading<DestinationTemplate> Read(string text)
    {
        var parts = new List<IReadOnlyList<TemplatePiece>>();
        foreach (var part in PartsOf(text))
        {
            var pieces = new List<TemplatePiece>();
            if (Pieces(part, pieces) is { } refusal)
            {
                return Reading<DestinationTemplate>.Refused(refusal);
            }

            parts.Add(pieces);
        }

        if (text.Split('/')[0].Equals(DeadLettersFolder, StringComparison.OrdinalIgnoreCase))
        {
            return Reading<DestinationTemplate>.Refused($"begins with {DeadLettersFolder}, where what cannot be landed goes");
        }

        return Reading<DestinationTemplate>.Of(new DestinationTemplate(text, parts));
    }

    /// <inheritdoc/>
    public bool Equals(DestinationTemplate? other) => other?._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DestinationTemplate);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text;

    // A date format may have a '/' in it, which ends no part.
    private static List<string> PartsOf(string text)
    {
        var parts = new List<string>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (text[i] == '/' && depth <= 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string? Pieces(string part, List<TemplatePiece> pieces)
    {
        if (part.Length == 0)
        {
            return "has an empty part";
        }

        if (part[0] == '.' || part[^1] == '.')
        {
            return $"has the part '{part}', which begins or ends with a dot";
        }

        for (var at = 0; at < part.Length;)
        {
            var end = at;
            if (part[at] == '{')
            {
                end = part.IndexOf('}', at);
                if (end < 0)
                {
                    return "has a '{' without its '}'";
                }

                var inside = part[(at + 1)..end];
                var colon = inside.IndexOf(':', StringComparison.Ordinal);
                var field = colon < 0 ? inside : inside[..colon];
                var format = colon < 0 ? null : inside[(colon + 1)..];
                if (field.Trim().Length == 0)
                {
                    return $"has '{{{inside}}}', which names no field";
                }

                if (format is not null && !IsDateFormat(format))
                {
                    return $"has the date format '{format}', which gives no folder's name";
                }

                pieces.Add(new TemplatePiece(field, format, Literal: null));
                at = end + 1;
                continue;
            }

            while (end < part.Length && part[end] != '{')
            {
                if (!char.IsAsciiLetterOrDigit(part[end]) && part[end] is not ('_' or '-' or '.' or '='))
                {
                    return part[end] == '}' ? "has a '}' without its '{'" : $"has '{part[end]}' in it";
                }

                end++;
            }

            pieces.Add(new TemplatePiece(Field: null, Format: null, part[at..end]));
            at = end;
        }

        return null;
    }

    // Tried out on moments that differ in all digits: what is made of some of them only, such as FFF, shows by its absence.
    private static bool IsDateFormat(string format) => TrialMoments.All(moment =>
    {
        try
        {
            var folder = moment.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 0 && folder.Length > 0 && folder[0] != '.' && folder[^1] != '.'
                && folder.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '=');
        }
        catch (FormatException)
        {
            return false;
        }
    });
}

/// <summary>A piece of a template: a field's value, or letters as they are.</summary>
/// <param name="Field">The field; null for letters.</param>
/// <param name="Format">How its date is written (.NET's custom format strings, UTC); null for its text.</param>
/// <param name="Literal">The letters.</param>
internal sealed record TemplatePiece(string? Field, string? Format, string? Literal);
