using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Reads the rules of a pipeline.</summary>
/// <param name="parse">What they may name.</param>
/// <param name="problems">Where problems are added.</param>
internal sealed class RouteReader(ParseSettings parse, ICollection<SettingProblem> problems)
{
    private readonly ConditionReader _conditions = new(parse, problems);

    /// <summary>Reads the rules.</summary>
    /// <param name="routes">The section, null when there is none.</param>
    public IReadOnlyList<RouteSettings> Read(SettingNode? routes)
    {
        var rules = new List<RouteSettings>();
        foreach (var item in routes?.Items() ?? [])
        {
            if (Route(item) is { } rule)
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

    private RouteSettings? Route(SettingNode node)
    {
        // What is no section is told when all is read.
        if (node.Given is not null)
        {
            return null;
        }

        var condition = node.Find("When");
        var when = condition is null ? null : _conditions.Read(condition);
        var isLast = Flag(node.Find("Otherwise"));
        if (isLast == condition is not null)
        {
            problems.Add(new(node.ShownName, "needs either When, with a condition, or Otherwise: true"));
        }

        List<RouteAction?> actions = [.. Actions(node)];
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

    private IEnumerable<RouteAction?> Actions(SettingNode node)
    {
        var to = node.Find("To");
        var reason = Reason(node.Find("AddReason"), isLanded: to is not null);
        if (to is not null)
        {
            yield return to.Take() is { } folder && Template(folder) is { } template ? new RouteAction.Land(template, reason) : null;
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

    private string? Reason(SettingNode? node, bool isLanded)
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

    private DestinationTemplate? Template(GivenValue given)
    {
        var reading = DestinationTemplate.Read(given.Text);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, DestinationTemplate.Accepted));
            return null;
        }

        foreach (var piece in reading.Value.Parts.SelectMany(part => part).Where(piece => piece.Field is not null))
        {
            if (!TemplateFields.Always.Contains(piece.Field!) && parse.WhyNoField(piece.Field!) is { } whyNot)
            {
                problems.Add(new(given.Name, whyNot));
            }

            if (piece.Format is not null && IsNoDate(piece.Field!))
            {
                problems.Add(new(given.Name, $"has a date format for {piece.Field}, which is no date; write {{{piece.Field}}}"));
            }
        }

        return reading.Value;
    }

    private bool IsNoDate(string field) =>
        field is TemplateFields.Country or TemplateFields.City or TemplateFields.Topic
        || parse.Columns.Any(column => column.Name == field && column.Type.Kind is ColumnKind.Boolean or ColumnKind.Json);

    private bool? Flag(SettingNode? node) => node is null ? false : node.TakeFlag(problems);
}
