using System.Globalization;
using System.Text.RegularExpressions;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Reads the columns and the rules of a pipeline.</summary>
/// <param name="problems">Where problems are added.</param>
internal sealed class RuleReader(ICollection<SettingProblem> problems)
{
    /// <summary>Reads what is made of a record's members.</summary>
    /// <param name="parse">The section, null when there is none.</param>
    public ParseSettings ReadParse(SettingNode? parse)
    {
        var required = parse?.Find("Required")?.TakeList() is { } names ? CommaList.Split(names.Text) : [];
        var columns = (parse?.Find("Columns") is { } section ? Columns(section, required) : []).ToList();
        foreach (var unknown in required.Where(name => columns.TrueForAll(column => column.Name != name)))
        {
            problems.Add(new(parse!.Find("Required")!.ShownName, $"names {unknown}, which is no column{Nearest(unknown, columns.Select(column => column.Name))}"));
        }

        var nullTexts = parse?.Find("NullTexts");
        return new ParseSettings
        {
            Columns = columns,
            NullTexts = nullTexts?.Take() is { } one ? [one.Text] : [.. nullTexts?.Items().Select(item => item.Take()?.Text ?? "") ?? []],
        };
    }

    /// <summary>Reads the rules.</summary>
    /// <param name="routes">The section, null when there is none.</param>
    /// <param name="parse">What the rules may name.</param>
    public IReadOnlyList<RouteSettings> ReadRoutes(SettingNode? routes, ParseSettings parse)
    {
        var rules = new List<RouteSettings>();
        foreach (var item in routes?.Items() ?? [])
        {
            if (Route(item, parse) is { } rule)
            {
                rules.Add(rule);
            }
        }

        foreach (var problem in RuleChecks.NeverFitting(rules))
        {
            problems.Add(problem);
        }

        return rules;
    }

    private IEnumerable<ColumnSettings> Columns(SettingNode section, string[] required)
    {
        foreach (var name in section.Children.Select(child => child.Key))
        {
            var node = section.Find(name)!;
            var type = node.IsEmpty || node.Given is not null ? node : node.Find("Type");
            var from = node.Given is null ? node.Find("From")?.Take()?.Text : null;
            if (type?.Take() is not { } given)
            {
                problems.Add(new(node.ShownName, $"has no type; accepted: {ColumnTypeKind.Value.Accepted}"));
                continue;
            }

            var reading = ColumnTypeKind.Value.Read(given.Text);
            if (reading.Refusal is { } refusal)
            {
                problems.Add(SettingProblem.Refused(given, refusal, ColumnTypeKind.Value.Accepted));
                continue;
            }

            yield return new ColumnSettings(name, from ?? name, reading.Value, required.Contains(name, StringComparer.Ordinal));
        }
    }

    private RouteSettings? Route(SettingNode node, ParseSettings parse)
    {
        var isLast = IsTrue(node.Find("Otherwise"));
        var when = node.Find("When") is { } condition ? Condition(condition, parse) : null;
        if (isLast == node.Find("When") is not null)
        {
            problems.Add(new(node.ShownName, "needs either When, with a condition, or Otherwise: true"));
        }

        var actions = new List<RouteAction?>();
        var reason = node.Find("AddReason")?.Take()?.Text;
        if (node.Find("To")?.Take() is { } to)
        {
            actions.Add(Template(to, parse) is { } template ? new RouteAction.Land(template, reason) : null);
        }

        if (IsTrue(node.Find("Drop")))
        {
            actions.Add(new RouteAction.Drop());
        }

        if (node.Find("DeadLetter")?.Take() is { } words)
        {
            actions.Add(new RouteAction.PutAside(words.Text));
        }

        if (actions.Count != 1)
        {
            problems.Add(new(node.ShownName, "needs one of To, with a folder, Drop: true and DeadLetter, with a reason"));
        }

        return actions is [{ } action] ? new RouteSettings(node.ShownName, when, action) : null;
    }

    private bool IsTrue(SettingNode? node)
    {
        if (node?.Take() is not { } given)
        {
            return false;
        }

        var reading = ValueKinds.Flag.Read(given.Text);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, ValueKinds.Flag.Accepted));
            return false;
        }

        return reading.Value;
    }

    private DestinationTemplate? Template(GivenValue given, ParseSettings parse)
    {
        var reading = DestinationTemplate.Read(given.Text);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, DestinationTemplate.Accepted));
            return null;
        }

        foreach (var piece in reading.Value.Parts.SelectMany(part => part).Where(piece => piece.Field is not null))
        {
            CheckField(piece.Field!, given, parse, TemplateFields.Always);
            if (piece.Format is not null && piece.Field is TemplateFields.Country or TemplateFields.City or TemplateFields.Topic)
            {
                problems.Add(new(given.Name, $"has a date format for {piece.Field}, which is no date"));
            }
        }

        return reading.Value;
    }

    private void CheckField(string field, GivenValue given, ParseSettings parse, IReadOnlyCollection<string> always)
    {
        // Without columns a record may have any member.
        if (parse.Columns.Count > 0 && !always.Contains(field) && parse.Columns.All(column => column.Name != field))
        {
            problems.Add(new(given.Name, $"names the field {field}, which is no column{Nearest(field, parse.Columns.Select(column => column.Name))}"));
        }
    }

    private ConditionSettings? Condition(SettingNode node, ParseSettings parse)
    {
        var found = new List<ConditionSettings?>();
        if (node.Find("And") is { } all)
        {
            found.Add(new ConditionSettings.And(node.ShownName, Parts(all, parse)));
        }

        if (node.Find("Or") is { } any)
        {
            found.Add(new ConditionSettings.Or(node.ShownName, Parts(any, parse)));
        }

        if (node.Find("Not") is { } not)
        {
            found.Add(Condition(not, parse) is { } part ? new ConditionSettings.Not(node.ShownName, part) : null);
        }

        if (node.Find("MissesRequired") is { } misses)
        {
            found.Add(IsTrue(misses) ? new ConditionSettings.MissesRequired(node.ShownName) : null);
            if (parse.Columns.All(column => !column.IsRequired))
            {
                problems.Add(new(misses.ShownName, "can never hold, for no column is required; name some in Parse:Required"));
            }
        }

        if (node.Find("Field")?.Take() is { } field)
        {
            CheckField(field.Text, field, parse, []);
            found.Add(new ConditionSettings.Field(node.ShownName, field.Text, Tests(node)));
        }

        if (found.Count != 1)
        {
            problems.Add(new(node.ShownName, "needs one of Field, And, Or, Not and MissesRequired"));
        }

        return found is [{ } condition] ? condition : null;
    }

    private List<ConditionSettings> Parts(SettingNode list, ParseSettings parse)
    {
        var parts = list.Items().Select(item => Condition(item, parse)).ToList();
        if (parts.Count == 0)
        {
            problems.Add(new(list.ShownName, "needs a list of conditions between [ and ]"));
        }

        return [.. parts.OfType<ConditionSettings>()];
    }

    private List<FieldTest> Tests(SettingNode node)
    {
        var tests = new List<FieldTest>();
        if (node.Find("Equals")?.Take() is { } equal)
        {
            tests.Add(new FieldTest.In([equal.Text]));
        }

        if (node.Find("In") is { } list)
        {
            tests.Add(new FieldTest.In(list.Take() is { } one ? [one.Text] : [.. list.Items().Select(item => item.Take()?.Text ?? "")]));
        }

        if (node.Find("Exists") is { } exists)
        {
            tests.Add(new FieldTest.Exists(IsTrue(exists)));
        }

        if (node.Find("NotEmpty") is { } notEmpty)
        {
            tests.Add(new FieldTest.NotEmpty(IsTrue(notEmpty)));
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

        if (tests.Count == 0 && node.Find("Matches") is null)
        {
            problems.Add(new(node.ShownName, "needs a test: Equals, In, Exists, NotEmpty, Matches, Less or Greater"));
        }

        return tests;
    }

    private bool IsPattern(GivenValue given)
    {
        try
        {
            _ = new Regex(given.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Add(new(given.Name, string.Create(CultureInfo.InvariantCulture, $"'{given.Text}' is no regular expression that can be used: {e.Message}")));
            return false;
        }
    }

    private static string Nearest(string name, IEnumerable<string> known) => NearestName.Of(name, known) is { } near ? $"; the nearest is {near}" : "";
}
