using System.Globalization;
using System.Text.RegularExpressions;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Reads the columns and the rules of a pipeline.</summary>
/// <param name="problems">Where problems are added.</param>
internal sealed class RuleReader(ICollection<SettingProblem> problems)
{
    private static readonly string[] TestNames = ["Equals", "In", "Exists", "NotEmpty", "Matches", "Less", "Greater"];

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

        foreach (var problem in RuleChecks.NeverFitting(rules, parse.Columns.Any(column => column.IsRequired)))
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
                yield return new ColumnSettings(name, from ?? name, default, required.Contains(name, StringComparer.Ordinal));
                continue;
            }

            var reading = ColumnTypeKind.Value.Read(given.Text);
            if (reading.Refusal is { } refusal)
            {
                problems.Add(SettingProblem.Refused(given, refusal, ColumnTypeKind.Value.Accepted));
            }

            // One of no type goes on as a column: what names it is not wrong for that.
            yield return new ColumnSettings(name, from ?? name, reading.Refusal is null ? reading.Value : default, required.Contains(name, StringComparer.Ordinal));
        }
    }

    private RouteSettings? Route(SettingNode node, ParseSettings parse)
    {
        // What is no section is told when all is read.
        if (node.Given is not null)
        {
            return null;
        }

        var condition = node.Find("When");
        var when = condition is null ? null : Condition(condition, parse);
        var isLast = Flag(node.Find("Otherwise"));
        if (isLast == condition is not null)
        {
            problems.Add(new(node.ShownName, "needs either When, with a condition, or Otherwise: true"));
        }

        List<RouteAction?> actions = [.. Actions(node, parse)];
        if (actions.Count != 1)
        {
            problems.Add(new(node.ShownName, "needs one, and only one, of To, with a folder, Drop: true and DeadLetter, with a reason"));
        }

        if (actions is not [{ } action] || (condition is null ? isLast != true : when is null))
        {
            return null;
        }

        var rule = new RouteSettings(node.ShownName, when, action);
        if (action is RouteAction.Land { AddReason: not null } && !rule.TakesIncomplete)
        {
            problems.Add(new(node.Find("AddReason")!.ShownName, "is never added: the rule's condition has no MissesRequired, so that only complete records get there"));
        }

        return rule;
    }

    private IEnumerable<RouteAction?> Actions(SettingNode node, ParseSettings parse)
    {
        var to = node.Find("To");
        var reason = Reason(node.Find("AddReason"), isLanded: to is not null, parse);
        if (to is not null)
        {
            yield return to.Take() is { } folder && Template(folder, parse) is { } template ? new RouteAction.Land(template, reason) : null;
        }

        if (Flag(node.Find("Drop")) is not false and var drop)
        {
            yield return drop is null ? null : new RouteAction.Drop();
        }

        if (node.Find("DeadLetter") is { } aside)
        {
            var words = aside.Take()?.Text.Trim();
            if (words is "")
            {
                problems.Add(new(aside.ShownName, "is empty; give the reason that dead letters are to have"));
            }

            yield return words is null or "" ? null : new RouteAction.PutAside(words);
        }
    }

    private string? Reason(SettingNode? node, bool isLanded, ParseSettings parse)
    {
        if (node?.Take() is not { } given)
        {
            return null;
        }

        if (!isLanded)
        {
            problems.Add(new(given.Name, "goes with To only"));
        }
        else if (given.Text.Length == 0 || parse.Columns.Any(column => column.Name == given.Text))
        {
            problems.Add(new(given.Name, $"{(given.Text.Length == 0 ? "is empty" : $"names {given.Text}, which is a column")}; give a name that no column has"));
        }

        return given.Text;
    }

    /// <summary>Yes or no; no where there is nothing, null where it is neither, which is told.</summary>
    private bool? Flag(SettingNode? node)
    {
        if (node?.Take() is not { } given)
        {
            return false;
        }

        var reading = ValueKinds.Flag.Read(given.Text);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, ValueKinds.Flag.Accepted));
            return null;
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
            if (piece.Format is not null && IsNoDate(piece.Field!, parse))
            {
                problems.Add(new(given.Name, $"has a date format for {piece.Field}, which is no date; write {{{piece.Field}}}"));
            }
        }

        return reading.Value;
    }

    private static bool IsNoDate(string field, ParseSettings parse) =>
        field is TemplateFields.Country or TemplateFields.City or TemplateFields.Topic
        || parse.Columns.Any(column => column.Name == field && column.Type.Kind is ColumnKind.Boolean or ColumnKind.Json);

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
        // What is no section is told when all is read.
        if (node.Given is not null)
        {
            return null;
        }

        var found = new List<ConditionSettings?>();
        if (node.Find("And") is { } all)
        {
            found.Add(Parts(all, parse) is { } parts ? new ConditionSettings.And(node.ShownName, parts) : null);
        }

        if (node.Find("Or") is { } any)
        {
            found.Add(Parts(any, parse) is { } parts ? new ConditionSettings.Or(node.ShownName, parts) : null);
        }

        if (node.Find("Not") is { } not)
        {
            found.Add(Condition(not, parse) is { } part ? new ConditionSettings.Not(node.ShownName, part) : null);
        }

        if (node.Find("MissesRequired") is { } misses)
        {
            found.Add(Misses(misses, node, parse));
        }

        var field = node.Find("Field");
        var hasTest = TestNames.Aggregate(false, (has, name) => node.Find(name) is not null || has);
        if (field is not null || hasTest)
        {
            found.Add(Field(field, hasTest, node, parse));
        }

        if (found.Count != 1)
        {
            problems.Add(new(node.ShownName, "needs one, and only one, of Field, And, Or, Not and MissesRequired"));
        }

        return found is [{ } condition] ? condition : null;
    }

    private ConditionSettings? Misses(SettingNode misses, SettingNode node, ParseSettings parse)
    {
        if (Flag(misses) is not { } isWanted)
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

    private ConditionSettings? Field(SettingNode? field, bool hasTest, SettingNode node, ParseSettings parse)
    {
        if (field?.Take() is not { Text.Length: > 0 } name)
        {
            problems.Add(new(node.ShownName, "has a test and no Field to test"));
            _ = Tests(node, parse);
            return null;
        }

        CheckField(name.Text, name, parse, []);
        if (!hasTest)
        {
            problems.Add(new(node.ShownName, $"needs a test of {name.Text}: {string.Join(", ", TestNames[..^1])} or {TestNames[^1]}"));
        }

        var tests = Tests(node, parse);
        return tests.Count > 0 ? new ConditionSettings.Field(node.ShownName, name.Text, tests) : null;
    }

    private List<ConditionSettings>? Parts(SettingNode list, ParseSettings parse)
    {
        if (list.IsEmpty)
        {
            problems.Add(new(list.ShownName, "is empty; give conditions between [ and ]"));
        }

        var parts = list.Items().Select(item => Condition(item, parse)).ToList();
        return parts.Count > 0 && parts.TrueForAll(part => part is not null) ? [.. parts.OfType<ConditionSettings>()] : null;
    }

    private List<FieldTest> Tests(SettingNode node, ParseSettings parse)
    {
        var tests = new List<FieldTest>();
        if (node.Find("Equals")?.Take() is { } equal)
        {
            tests.Add(new FieldTest.In(Comparable([equal], parse)));
        }

        if (node.Find("In") is { } list)
        {
            tests.Add(new FieldTest.In(Comparable(list.Take() is { } one ? [one] : list.Items().Select(item => item.Take()).OfType<GivenValue>(), parse)));
        }

        if (node.Find("Exists") is { } exists && Flag(exists) is { } isThere)
        {
            tests.Add(new FieldTest.Exists(isThere));
        }

        if (node.Find("NotEmpty") is { } notEmpty && Flag(notEmpty) is { } isFilled)
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
    private List<string> Comparable(IEnumerable<GivenValue> values, ParseSettings parse)
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

    private static string Nearest(string name, IEnumerable<string> known) => NearestName.Of(name, known) is { } near ? $"; the nearest is {near}" : "";
}
