namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Names and texts within the words of a rule, such that rules that differ have words that differ.</summary>
internal static class RuleText
{
    /// <summary>A text between quotes.</summary>
    public static string Quoted(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    /// <summary>A name, between quotes unless it is one word.</summary>
    public static string Name(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-') ? name : Quoted(name);
}
