namespace HdfsConsumer.Configuration.Values;

/// <summary>Several names in one text.</summary>
internal static class CommaList
{
    /// <summary>The pieces between the commas without the space around them; an empty one stays, for the caller to refuse.</summary>
    public static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}
