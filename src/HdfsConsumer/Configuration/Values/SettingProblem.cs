using HdfsConsumer.Observing;

namespace HdfsConsumer.Configuration.Values;

/// <summary>One thing that is wrong with what was typed or set, as it is told to the operator.</summary>
/// <param name="Name">Where it stands, by the name that the operator gave it: an option, a variable, a file and a key.</param>
/// <param name="Problem">What is wrong, and what would be right. Never holds what may be a secret.</param>
internal sealed record SettingProblem(string Name, string Problem)
{
    private const int ValueCharsMax = 200;

    /// <summary>A value that a setting does not accept.</summary>
    /// <param name="given">The value and where it stands.</param>
    /// <param name="refusal">Why it is not accepted; see <see cref="Reading{T}.Refusal"/>.</param>
    /// <param name="accepted">What is; see <see cref="ValueKind{T}.Accepted"/>.</param>
    public static SettingProblem Refused(GivenValue given, string refusal, string accepted)
    {
        var unit = given.ImpliedUnit is null ? "" : $"; a bare number is {given.ImpliedUnit} here";
        return new(given.Name, $"'{PrintableText.Of(given.Text, ValueCharsMax)}' {refusal}; accepted: {accepted}{unit}");
    }

    /// <summary>One line.</summary>
    public override string ToString() => $"{PrintableText.Of(Name, ValueCharsMax)}: {Problem}";
}

/// <summary>A value before it is read.</summary>
/// <param name="Name">Where it stands; see <see cref="SettingProblem.Name"/>.</param>
/// <param name="Text">The value as it was given.</param>
/// <param name="ImpliedUnit">The unit of a bare number there, where it is not the setting's own.</param>
internal sealed record GivenValue(string Name, string Text, string? ImpliedUnit = null)
{
    /// <summary>Whether there is no value but a pair of brackets with nothing between them.</summary>
    public bool IsEmptySection { get; init; }

    /// <summary>The text with its implied unit put in.</summary>
    public string FullText => ImpliedUnit is not null && Text.Length > 0 && Text.All(char.IsAsciiDigit) ? Text + ImpliedUnit : Text;
}
