using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Which keys appsettings.json and <c>Section__Key</c> variables may have.</summary>
internal static class SettingKeys
{
    /// <summary>The section of librdkafka's own properties.</summary>
    public const string Properties = "Kafka:Properties";

    /// <summary>The section of pipelines; what is in an entry is checked when the pipeline is read.</summary>
    public const string Pipelines = "Pipelines";

    private const string Schema = "$schema";

    private static readonly string[] Sections =
        [.. SettingTable.All.Select(setting => setting.Key?.Split(':')[0]).OfType<string>().Distinct(), Properties, Pipelines];

    /// <summary>Whether a key begins with a section of ours that settings are in.</summary>
    public static bool HasKnownSection(string key) =>
        Sections.Any(section => IsBelow(key, section));

    /// <summary>Whether somebody reads it.</summary>
    public static bool IsKnown(string key) =>
        Same(key, Schema) || IsInPipelines(key) || IsBelow(key, Properties)
        || SettingTable.All.Any(setting => setting.Key is { } known && (Same(key, known) || (setting.IsList && IsPiece(key, known))));

    /// <summary>Whether it is a pipeline's, or of something in it.</summary>
    public static bool IsInPipelines(string key) => IsBelow(key, Pipelines);

    /// <summary>Whether it is a section that may be empty.</summary>
    public static bool IsSection(string key) => Sections.Any(section => Same(key, section));

    /// <summary>What to tell somebody who set a key that nobody reads.</summary>
    public static string WhyUnknown(string key)
    {
        if (IsSection(key))
        {
            return "is a section; put its settings between { and }";
        }

        var known = SettingTable.All.Select(setting => setting.Key).OfType<string>().Concat(Sections);
        var why = NearestName.Of(key, known) is { } near ? $"there is no such setting; the nearest is {near}"
            : NearestSection(key) is { } section ? $"there is no such section; the nearest is {section}"
            : "there is no such setting";
        return IsBelow(key, "Kafka") ? $"{why}; librdkafka's own properties go under {Properties}" : why;
    }

    private static string? NearestSection(string key)
    {
        var first = key.Split(':')[0];
        return Sections.Any(section => Same(section, first)) ? null : NearestName.Of(first, Sections);
    }

    private static bool Same(string key, string other) => key.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string key, string section) => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    private static bool IsPiece(string key, string list) =>
        IsBelow(key, list) && key.AsSpan(list.Length + 1) is { Length: > 0 and < 6 } index && !index.ContainsAnyExceptInRange('0', '9');
}
