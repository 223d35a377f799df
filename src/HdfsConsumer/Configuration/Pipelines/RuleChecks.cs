using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Finds rules that can never fit a record.</summary>
internal static class RuleChecks
{
    /// <summary>What is wrong with each of them.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="areSomeIncomplete">Whether records can miss a required column.</param>
    public static IEnumerable<SettingProblem> NeverFitting(IReadOnlyList<RouteSettings> rules, bool areSomeIncomplete)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var before = rules.Take(i).Where(earlier => !areSomeIncomplete || earlier.TakesIncomplete || !rule.TakesIncomplete).ToList();
            if (before.Find(earlier => earlier.When is null) is { } otherwise)
            {
                yield return new SettingProblem(rule.Path, $"can never fit: {Shown(otherwise)} before it takes every record");
            }
            else if (rule.When is { } when)
            {
                if (before.Find(earlier => Covers(earlier.When!, when)) is { } earlier)
                {
                    yield return new SettingProblem(rule.Path, $"can never fit: {Shown(earlier)} before it takes every record that it would");
                }

                foreach (var contradiction in Contradictions(when))
                {
                    yield return contradiction;
                }
            }
        }
    }

    /// <summary>Where a rule stands within its pipeline.</summary>
    private static string Shown(RouteSettings rule) => rule.Path[rule.Path.LastIndexOf("Routes", StringComparison.OrdinalIgnoreCase)..];

    /// <summary>Whether the first condition holds wherever the second does, as far as can be seen.</summary>
    private static bool Covers(ConditionSettings first, ConditionSettings second) =>
        first.ToString() == second.ToString()
        || (first is ConditionSettings.Field { Tests: [FieldTest.In wide] } outer
            && second is ConditionSettings.Field inner
            && inner.Name == outer.Name
            && inner.Tests.OfType<FieldTest.In>().Any(narrow => narrow.Texts.All(text => wide.Texts.Any(other => AreSame(text, other)))))
        || (first is ConditionSettings.And both && both.Parts.All(part => Covers(part, second)))
        || (second is ConditionSettings.Or either && either.Parts.All(part => Covers(first, part)))
        || (first is ConditionSettings.Or any && any.Parts.Any(part => Covers(part, second)))
        || (second is ConditionSettings.And all && all.Parts.Any(part => Covers(first, part)));

    /// <summary>What in a condition excludes each other.</summary>
    private static IEnumerable<SettingProblem> Contradictions(ConditionSettings condition)
    {
        foreach (var tests in Together(condition).GroupBy(test => test.Name))
        {
            if (Contradiction(tests.Key, [.. tests.Select(test => test.Test)]) is { } words)
            {
                yield return new SettingProblem(condition.Path, $"can never hold: {words}");
            }
        }

        // Each part of an alternative is a condition by itself; those of an 'and' were looked at together.
        foreach (var part in Alternatives(condition))
        {
            foreach (var problem in Contradictions(part))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<(string Name, FieldTest Test)> Together(ConditionSettings condition) => condition switch
    {
        ConditionSettings.Field field => field.Tests.Select(test => (field.Name, test)),
        ConditionSettings.And all => all.Parts.SelectMany(Together),
        _ => [],
    };

    private static IEnumerable<ConditionSettings> Alternatives(ConditionSettings condition) => condition switch
    {
        ConditionSettings.Or any => any.Parts,
        ConditionSettings.And all => all.Parts.SelectMany(Alternatives),
        _ => [],
    };

    private static string? Contradiction(string name, IReadOnlyList<FieldTest> tests)
    {
        var isAbsent = tests.Any(test => test is FieldTest.Exists { Wanted: false });
        if (isAbsent && tests.FirstOrDefault(test => test is FieldTest.In or FieldTest.Matches or FieldTest.Less or FieldTest.Greater
            or FieldTest.NotEmpty { Wanted: true } or FieldTest.Exists { Wanted: true }) is { } needing)
        {
            return $"a field {name} that does not exist cannot also be one that {needing}";
        }

        if (tests.Any(test => test is FieldTest.NotEmpty { Wanted: true }) && tests.Any(test => test is FieldTest.NotEmpty { Wanted: false }))
        {
            return $"{name} cannot be empty and not empty";
        }

        if (tests.OfType<FieldTest.In>().FirstOrDefault() is { } set && !set.Texts.Any(text => tests.All(test => MayPass(text, test))))
        {
            return $"{name} cannot be {string.Join(" and ", tests)}";
        }

        foreach (var less in tests.OfType<FieldTest.Less>())
        {
            foreach (var greater in tests.OfType<FieldTest.Greater>())
            {
                if (Compared(greater.Bound, less.Bound) >= 0)
                {
                    return $"{name} cannot be {less} and {greater}";
                }
            }
        }

        return null;
    }

    private static bool MayPass(string text, FieldTest test) => test switch
    {
        FieldTest.In set => set.Texts.Any(other => AreSame(text, other)),
        FieldTest.NotEmpty filled => text.Length > 0 == filled.Wanted,
        FieldTest.Less less => Compared(text, less.Bound) is null or < 0,
        FieldTest.Greater greater => Compared(text, greater.Bound) is null or > 0,
        _ => true,
    };

    private static bool AreSame(string text, string other) => text == other || (Number.TryRead(text, out var one) && Number.TryRead(other, out var two) && one.CompareTo(two) == 0);

    /// <summary>How texts compare, as numbers or letter by letter; null where one is a number and the other is none.</summary>
    private static int? Compared(string text, string other) => (Number.TryRead(text, out var one), Number.TryRead(other, out var two)) switch
    {
        (true, true) => one.CompareTo(two),
        (false, false) => string.CompareOrdinal(text, other),
        _ => null,
    };
}
