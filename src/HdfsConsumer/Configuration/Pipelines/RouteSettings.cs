namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>One rule of a pipeline: which records, and what becomes of them. The first rule that fits a record decides.</summary>
/// <param name="Path">Where it stands in the settings.</param>
/// <param name="When">Which records; null for all that are left.</param>
/// <param name="Action">What becomes of them.</param>
internal sealed record RouteSettings(string Path, ConditionSettings? When, RouteAction Action)
{
    /// <summary>The rule that sends every record to the same template.</summary>
    public static RouteSettings All(string template) => All(DestinationTemplate.Of(template));

    /// <inheritdoc cref="All(string)"/>
    public static RouteSettings All(DestinationTemplate template) => new("", When: null, new RouteAction.Land(template, AddReason: null));

    /// <summary>Whether it is for records that miss a required column, too: they are landed only by a rule that asks for them.</summary>
    public bool TakesIncomplete => Action is not RouteAction.Land || (When is { } when && AsksForMissing(when));

    /// <summary>The rule in words, the same for rules that mean the same to the letter.</summary>
    public override string ToString() => When is null ? $"otherwise {Action}" : $"when {When} {Action}";

    private static bool AsksForMissing(ConditionSettings condition) => condition switch
    {
        ConditionSettings.MissesRequired => true,
        ConditionSettings.And and => and.Parts.Any(AsksForMissing),
        ConditionSettings.Or or => or.Parts.Any(AsksForMissing),
        ConditionSettings.Not not => AsksForMissing(not.Part),
        _ => false,
    };
}

/// <summary>What becomes of a record that a rule fits.</summary>
internal abstract record RouteAction
{
    /// <summary>It is landed.</summary>
    /// <param name="To">Where.</param>
    /// <param name="AddReason">The member to add to it that says which required columns it misses; null for none.</param>
    internal sealed record Land(DestinationTemplate To, string? AddReason) : RouteAction
    {
        /// <inheritdoc/>
        public override string ToString() => AddReason is null ? $"to {To}" : $"to {To} with {RuleText.Name(AddReason)}";
    }

    /// <summary>It is read and not landed.</summary>
    internal sealed record Drop : RouteAction
    {
        /// <inheritdoc/>
        public override string ToString() => "drop";
    }

    /// <summary>It becomes a dead letter.</summary>
    /// <param name="Reason">Why, in words.</param>
    internal sealed record PutAside(string Reason) : RouteAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"dead letter {RuleText.Quoted(Reason)}";
    }
}

/// <summary>A condition on a record.</summary>
/// <param name="Path">Where it stands in the settings.</param>
internal abstract record ConditionSettings(string Path)
{
    /// <summary>A member passes every one of these tests.</summary>
    internal sealed record Field(string Path, string Name, IReadOnlyList<FieldTest> Tests) : ConditionSettings(Path)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Join(" and ", Tests.Select(test => $"{RuleText.Name(Name)} {test}"));
    }

    /// <summary>Every one of these holds.</summary>
    internal sealed record And(string Path, IReadOnlyList<ConditionSettings> Parts) : ConditionSettings(Path)
    {
        /// <inheritdoc/>
        public override string ToString() => $"({string.Join(" and ", Parts)})";
    }

    /// <summary>At least one of these holds.</summary>
    internal sealed record Or(string Path, IReadOnlyList<ConditionSettings> Parts) : ConditionSettings(Path)
    {
        /// <inheritdoc/>
        public override string ToString() => $"({string.Join(" or ", Parts)})";
    }

    /// <summary>This does not hold.</summary>
    internal sealed record Not(string Path, ConditionSettings Part) : ConditionSettings(Path)
    {
        /// <inheritdoc/>
        public override string ToString() => $"not ({Part})";
    }

    /// <summary>The record misses a required column.</summary>
    internal sealed record MissesRequired(string Path) : ConditionSettings(Path)
    {
        /// <inheritdoc/>
        public override string ToString() => "misses a required column";
    }
}

/// <summary>A test of one member.</summary>
internal abstract record FieldTest
{
    /// <summary>Its text is one of these; numbers are compared as numbers.</summary>
    internal sealed record In(IReadOnlyList<string> Texts) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => Texts is [var one] ? $"= {RuleText.Quoted(one)}" : $"in [{string.Join(", ", Texts.Select(RuleText.Quoted))}]";
    }

    /// <summary>The member is there, null or not; or it is not there.</summary>
    internal sealed record Exists(bool Wanted) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => Wanted ? "exists" : "does not exist";
    }

    /// <summary>The member has a text that is not empty; or it has none.</summary>
    internal sealed record NotEmpty(bool Wanted) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => Wanted ? "is not empty" : "is empty";
    }

    /// <summary>The regular expression is found in its text.</summary>
    internal sealed record Matches(string Pattern) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => $"matches {RuleText.Quoted(Pattern)}";
    }

    /// <summary>It is less than a bound: as a number when the bound is one, else letter by letter, which is right for ISO dates.</summary>
    internal sealed record Less(string Bound) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => $"< {RuleText.Name(Bound)}";
    }

    /// <summary>It is greater than a bound; see <see cref="Less"/>.</summary>
    internal sealed record Greater(string Bound) : FieldTest
    {
        /// <inheritdoc/>
        public override string ToString() => $"> {RuleText.Name(Bound)}";
    }
}
