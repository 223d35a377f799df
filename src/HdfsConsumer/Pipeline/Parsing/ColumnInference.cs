using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>
/// Finds out which columns records have, and of which types: the narrowest of boolean, long, double, date and timestamp that every value seen
/// has, written as a number or as a text; else text, or JSON where there are objects or lists. A number with zeros in front is a text.
/// </summary>
internal sealed class ColumnInference
{
    private const int DayLength = 10;

    private static readonly (ColumnKind Kind, Func<JsonElement, string, bool> Has)[] Narrowest =
    [
        (ColumnKind.Boolean, (_, text) => text is "true" or "false"),
        (ColumnKind.Long, (_, text) => IsWhole(text)),
        (ColumnKind.Double, (_, text) => IsWhole(text) || IsFraction(text)),
        (ColumnKind.Date, (value, text) => IsMoment(value, text) && text.Length == DayLength),
        (ColumnKind.Timestamp, IsMoment),
    ];

    private readonly Dictionary<string, Member> _members = [];
    private readonly List<string> _names = [];

    /// <summary>How many records were taken.</summary>
    public int Records { get; private set; }

    /// <summary>The columns, in the order in which they were first seen.</summary>
    public IEnumerable<(string Name, ColumnKind Kind)> Columns => _names.Select(name => (name, KindOf(_members[name])));

    /// <summary>Takes a record; false when it is not a JSON object.</summary>
    public bool TryTake(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            foreach (var member in json.RootElement.EnumerateObject())
            {
                Take(member.Name, member.Value);
            }

            Records++;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An escaped half of a surrogate pair is valid JSON and no text.
            return false;
        }
    }

    private void Take(string name, JsonElement value)
    {
        if (!_members.TryGetValue(name, out var member))
        {
            _members.Add(name, member = new Member());
            _names.Add(name);
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            member.IsJson = true;
            return;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : value.GetRawText();
        if (value.ValueKind != JsonValueKind.Null && text.Length > 0)
        {
            member.HasValues = true;
            member.Kinds.RemoveAll(kind => !kind.Has(value, text));
        }
    }

    private static ColumnKind KindOf(Member member) =>
        member.IsJson ? ColumnKind.Json : member is { HasValues: true, Kinds: [var narrowest, ..] } ? narrowest.Kind : ColumnKind.Text;

    private static bool IsWhole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == text;

    private static bool IsFraction(string text) =>
        text.IndexOfAny(['.', 'e', 'E']) > 0 && char.IsAsciiDigit(text[^1]) && !HasZerosInFront(text)
        && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)
        && double.IsFinite(real);

    private static bool HasZerosInFront(string text) => text.TrimStart('-') is ['0', >= '0' and <= '9', ..];

    private static bool IsMoment(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && text is [_, _, _, _, '-', ..] && Moment.TryRead(text, out _);

    private sealed class Member
    {
        public bool IsJson { get; set; }

        public bool HasValues { get; set; }

        public List<(ColumnKind Kind, Func<JsonElement, string, bool> Has)> Kinds { get; } = [.. Narrowest];
    }
}
