using System.Text.Json;
using System.Text.RegularExpressions;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>A condition of a rule, ready to be asked.</summary>
internal abstract class Condition
{
    /// <summary>Whether it holds for a record.</summary>
    public abstract bool Holds(ParsedRecord record);

    /// <summary>Makes a condition of its settings, and gives the members that it looks at slots.</summary>
    /// <param name="settings">What it says.</param>
    /// <param name="slotOf">The slot of a field.</param>
    public static Condition Of(ConditionSettings settings, Func<string, int> slotOf) => settings switch
    {
        ConditionSettings.Field field => new Every([.. field.Tests.Select(test => Of(test, slotOf(field.Name)))]),
        ConditionSettings.And and => new Every([.. and.Parts.Select(part => Of(part, slotOf))]),
        ConditionSettings.Or or => new Any([.. or.Parts.Select(part => Of(part, slotOf))]),
        ConditionSettings.Not not => new Opposite(Of(not.Part, slotOf)),
        ConditionSettings.MissesRequired => new Misses(),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings, "No condition."),
    };

    private static Condition Of(FieldTest test, int slot) => test switch
    {
        FieldTest.In isIn => new OneOf(slot, isIn.Texts),
        FieldTest.Exists exists => new There(slot, exists.Wanted),
        FieldTest.NotEmpty notEmpty => new Filled(slot, notEmpty.Wanted),
        FieldTest.Matches matches => new Matching(slot, matches.Pattern),
        FieldTest.Less less => new Beyond(slot, less.Bound, sign: -1),
        FieldTest.Greater greater => new Beyond(slot, greater.Bound, sign: 1),
        _ => throw new ArgumentOutOfRangeException(nameof(test), test, "No test."),
    };

    private sealed class Every(IReadOnlyList<Condition> parts) : Condition
    {
        public override bool Holds(ParsedRecord record)
        {
            foreach (var part in parts)
            {
                if (!part.Holds(record))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class Any(IReadOnlyList<Condition> parts) : Condition
    {
        public override bool Holds(ParsedRecord record)
        {
            foreach (var part in parts)
            {
                if (part.Holds(record))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Opposite(Condition part) : Condition
    {
        public override bool Holds(ParsedRecord record) => !part.Holds(record);
    }

    private sealed class Misses : Condition
    {
        public override bool Holds(ParsedRecord record) => record.Missing is not null;
    }

    private sealed class OneOf(int slot, IReadOnlyList<string> texts) : Condition
    {
        private readonly HashSet<string> _texts = [.. texts];
        private readonly List<Number> _numbers = [.. texts.Select(text => Number.TryRead(text, out var number) ? number : (Number?)null).OfType<Number>()];

        public override bool Holds(ParsedRecord record) =>
            record.TextOf(slot) is { } text && (_texts.Contains(text) || (_numbers.Count > 0 && Number.TryRead(text, out var number) && _numbers.Exists(one => one.CompareTo(number) == 0)));
    }

    private sealed class There(int slot, bool wanted) : Condition
    {
        public override bool Holds(ParsedRecord record) => record.KindOf(slot) != JsonTokenType.None == wanted;
    }

    private sealed class Filled(int slot, bool wanted) : Condition
    {
        public override bool Holds(ParsedRecord record) => record.TextOf(slot) is { Length: > 0 } == wanted;
    }

    private sealed class Matching(int slot, string pattern) : Condition
    {
        // Its time grows with the text and no faster, whatever the pattern.
        private readonly Regex _pattern = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

        public override bool Holds(ParsedRecord record) => record.TextOf(slot) is { } text && _pattern.IsMatch(text);
    }

    private sealed class Beyond(int slot, string bound, int sign) : Condition
    {
        private readonly Number? _number = Number.TryRead(bound, out var number) ? number : null;

        public override bool Holds(ParsedRecord record) => record.TextOf(slot) is { } text && (_number is { } least
            ? Number.TryRead(text, out var number) && number.CompareTo(least) * sign > 0
            : string.CompareOrdinal(text, bound) * sign > 0);
    }
}
