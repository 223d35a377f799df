using System.Globalization;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Finds rules that can never fit a record.</summary>
internal static class RuleChecks
{
    /// <summary>What is wrong with each of them.</summary>
    public static IEnumerable<SettingProblem> NeverFitting(IReadOnlyList<RouteSettings> rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (rules.Take(i).FirstOrDefault(earlier => earlier.When is null) is { } otherwise)
            {
                yield return new SettingProblem(rule.Path, $"can never fit: {otherwise.Path} before it takes every record");
            }
            else if (rule.When is { } when)
            {
                if (rules.Take(i).FirstOrDefault(earlier => Covers(earlier.When!, when)) is { } earlier)
                {
                    yield return new SettingProblem(rule.Path, $"can never fit: {earlier.Path} before it takes every record that it would");
                }

                foreach (var contradiction in Contradictions(when))
                {
                    yield return new SettingProblem(when.Path, $"can never hold: {contradiction}");
                }
            }
        }
    }

    /// <summary>Whether the first condition holds wherever the second does, as far as can be seen.</summary>
    private static bool Covers(ConditionSettings first, ConditionSettings second) =>
        first.ToString() == second.ToString()
        || (first is ConditionSettings.Field { Tests: [FieldTest.In wide] } outer
            && second is ConditionSettings.Field inner
            && inner.Name == outer.Name
            && inner.Tests.OfType<FieldTest.In>().Any(narrow => narrow.Texts.All(wide.Texts.Contains)))
        || (first is ConditionSettings.Or any && any.Parts.Any(part => Covers(part, second)))
        || (second is ConditionSettings.And all && all.Parts.Any(part => Covers(first, part)));

    /// <summary>What in a condition excludes each other.</summary>
    private static IEnumerable<string> Contradictions(ConditionSettings condition)
    {
        foreach (var tests in Together(condition).GroupBy(test => test.Name))
        {
            if (Contradiction(tests.Key, [.. tests.Select(test => test.Test)]) is { } words)
            {
                yield return words;
            }
        }

        // Each part of an alternative is a condition by itself; those of an 'and' were looked at together.
        foreach (var part in Alternatives(condition))
        {
            foreach (var words in Contradictions(part))
            {
                yield return words;
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
        var sets = tests.OfType<FieldTest.In>().ToList();
        if (sets.Count > 0 && !sets[0].Texts.Any(text => sets.TrueForAll(set => set.Texts.Contains(text))))
        {
            return $"{name} cannot be {string.Join(" and ", sets)}";
        }

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

        foreach (var less in tests.OfType<FieldTest.Less>())
        {
            foreach (var greater in tests.OfType<FieldTest.Greater>())
            {
                if (AreNumbers(less.Bound, greater.Bound, out var below, out var above) ? below <= above : string.CompareOrdinal(less.Bound, greater.Bound) <= 0)
                {
                    return $"{name} cannot be {less} and {greater}";
                }
            }
        }

        return null;
    }

    private static bool AreNumbers(string less, string greater, out decimal below, out decimal above)
    {
        above = 0;
        return decimal.TryParse(less, NumberStyles.Float, CultureInfo.InvariantCulture, out below)
            && decimal.TryParse(greater, NumberStyles.Float, CultureInfo.InvariantCulture, out above);
    }
}
