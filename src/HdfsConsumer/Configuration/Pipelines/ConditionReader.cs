using System.Globalization;
using System.Text.RegularExpressions;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Reads the conditions of rules.</summary>
/// <param name="parse">What they may name.</param>
/// <param name="problems">Where problems are added.</param>
internal sealed class ConditionReader(ParseSettings parse, ICollection<SettingProblem> problems)
{
    private static readonly string[] TestNames = ["Equals", "In", "Exists", "NotEmpty", "Matches", "Less", "Greater"];

    /// <summary>Reads one, with those within it; null, and it is told, when it is none.</summary>
    public ConditionSettings? Read(SettingNode node)
    {
        // What is no section is told when all is read.
        if (node.Given is not null)
        {
            return null;
        }

        var found = new List<ConditionSettings?>();
        if (node.Find("And") is { } all)
        {
            found.Add(Parts(all) is { } parts ? new ConditionSettings.And(node.ShownName, parts) : null);
        }

        if (node.Find("Or") is { } any)
        {
            found.Add(Parts(any) is { } parts ? new ConditionSettings.Or(node.ShownName, parts) : null);
        }

        if (node.Find("Not") is { } not)
        {
            found.Add(Read(not) is { } part ? new ConditionSettings.Not(node.ShownName, part) : null);
        }

        if (node.Find("MissesRequired") is { } misses)
        {
            found.Add(Misses(misses, node));
        }

        var field = node.Find("Field");
        var hasTest = TestNames.Aggregate(false, (has, name) => node.Find(name) is not null || has);
        if (field is not null || hasTest)
        {
            found.Add(Field(field, hasTest, node));
        }

        if (found.Count != 1)
        {
            problems.Add(new(node.ShownName, "needs one, and only one, of Field, And, Or, Not and MissesRequired"));
        }

        return found is [{ } condition] ? condition : null;
    }

    private ConditionSettings? Misses(SettingNode misses, SettingNode node)
    {
        if (misses.TakeFlag(problems) is not { } isWanted)
        {
            return null;
        }

        if (parse.Columns.All(column => !column.IsRequired))
        {
            problems.Add(new(misses.ShownName, $"{(isWanted ? "can never hold" : "always holds")}, for no column is required; name some in Parse:Required"));
        }

        var condition = new ConditionSettings.MissesRequired(node.ShownName);
        return isWanted ? condition : new ConditionSettings.Not(node.ShownName, condition);
    }

    private ConditionSettings? Field(SettingNode? field, bool hasTest, SettingNode node)
    {
        if (field?.Take() is not { Text.Length: > 0 } name)
        {
            problems.Add(new(node.ShownName, "has a test and no Field to test"));
            _ = Tests(node);
            return null;
        }

        if (parse.WhyNoField(name.Text) is { } whyNot)
        {
            problems.Add(new(name.Name, whyNot));
        }

        if (!hasTest)
        {
            problems.Add(new(node.ShownName, $"needs a test of {name.Text}: {string.Join(", ", TestNames[..^1])} or {TestNames[^1]}"));
        }

        var tests = Tests(node);
        return tests.Count > 0 ? new ConditionSettings.Field(node.ShownName, name.Text, tests) : null;
    }

    private List<ConditionSettings>? Parts(SettingNode list)
    {
        if (list.IsEmpty)
        {
            problems.Add(new(list.ShownName, "is empty; give conditions between [ and ]"));
        }

        var parts = list.Items().Select(item => Read(item)).ToList();
        return parts.Count > 0 && parts.TrueForAll(part => part is not null) ? [.. parts.OfType<ConditionSettings>()] : null;
    }

    private List<FieldTest> Tests(SettingNode node)
    {
        var tests = new List<FieldTest>();
        if (node.Find("Equals")?.Take() is { } equal)
        {
            tests.Add(new FieldTest.In(Comparable([equal])));
        }

        if (node.Find("In") is { } list)
        {
            tests.Add(new FieldTest.In(Comparable(list.Take() is { } one ? [one] : list.Items().Select(item => item.Take()).OfType<GivenValue>())));
        }

        if (node.Find("Exists") is { } exists && exists.TakeFlag(problems) is { } isThere)
        {
            tests.Add(new FieldTest.Exists(isThere));
        }

        if (node.Find("NotEmpty") is { } notEmpty && notEmpty.TakeFlag(problems) is { } isFilled)
        {
            tests.Add(new FieldTest.NotEmpty(isFilled));
        }

        if (node.Find("Matches")?.Take() is { } pattern && IsPattern(pattern))
        {
            tests.Add(new FieldTest.Matches(pattern.Text));
        }

        if (node.Find("Less")?.Take() is { } less)
        {
            tests.Add(new FieldTest.Less(less.Text));
        }

        if (node.Find("Greater")?.Take() is { } greater)
        {
            tests.Add(new FieldTest.Greater(greater.Text));
        }

        return tests;
    }

    /// <summary>The texts, after those are told that no record's text can be.</summary>
    private List<string> Comparable(IEnumerable<GivenValue> values)
    {
        var texts = new List<string>();
        foreach (var given in values)
        {
            if (given.Text != given.Text.Trim())
            {
                problems.Add(new(given.Name, $"'{given.Text}' can never be found: what it is compared with has no space at its ends"));
            }

            if (parse.NullTexts.Contains(given.Text))
            {
                problems.Add(new(given.Name, $"'{given.Text}' can never be found: it stands for null by Parse:NullTexts; test with NotEmpty: false"));
            }

            texts.Add(given.Text);
        }

        return texts;
    }

    private bool IsPattern(GivenValue given)
    {
        try
        {
            _ = new Regex(given.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (RegexParseException e)
        {
            problems.Add(new(given.Name, string.Create(CultureInfo.InvariantCulture, $"'{given.Text}' is no regular expression: {e.Error} at its character {e.Offset}")));
        }
        catch (NotSupportedException)
        {
            problems.Add(new(given.Name, $"'{given.Text}' is no regular expression that can be used: those that refer back or look around may take any time"));
        }

        return false;
    }
}
