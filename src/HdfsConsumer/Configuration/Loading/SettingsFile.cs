using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Reads a settings file: JSON, in which comments and a comma too many are let pass.</summary>
internal static class SettingsFile
{
    private const long BytesMax = 16L << 20;

    /// <summary>What the file sets; null when it cannot be read, and the problem is added.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shownName">The name that problems call it by.</param>
    /// <param name="problems">Where problems are added.</param>
    public static SettingSource? Read(string path, string shownName, ICollection<SettingProblem> problems)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length <= BytesMax)
            {
                using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
                if (json.RootElement.ValueKind == JsonValueKind.Object)
                {
                    var values = new Dictionary<string, GivenValue>(StringComparer.OrdinalIgnoreCase);
                    AddLeaves(json.RootElement, "", shownName, values, problems);
                    return new(values);
                }

                problems.Add(new(shownName, "is no JSON object; put all settings between { and }"));
                return null;
            }

            problems.Add(new(shownName, "is larger than 16 MiB"));
        }
        catch (JsonException broken)
        {
            problems.Add(new(At(shownName, broken.LineNumber), $"is not JSON: {WithoutPosition(broken.Message)}"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(shownName, $"cannot be read: {unreadable.Message}"));
        }

        return null;
    }

    /// <summary>Adds every value under the keys that lead to it, in the order of the file.</summary>
    private static void AddLeaves(
        JsonElement element, string key, string shownName, Dictionary<string, GivenValue> values, ICollection<SettingProblem> problems)
    {
        var inner = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (Name: member.Name.Trim(), member.Value)).ToList(),
            JsonValueKind.Array => [.. element.EnumerateArray().Select((item, index) => (Name: index.ToString(CultureInfo.InvariantCulture), Value: item))],
            _ => null,
        };
        foreach (var (name, value) in inner ?? [])
        {
            AddLeaves(value, key.Length == 0 ? name : $"{key}:{name}", shownName, values, problems);
        }

        foreach (var twice in inner?.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1) ?? [])
        {
            problems.Add(new($"{shownName}, {(key.Length == 0 ? twice.Key : $"{key}:{twice.Key}")}", "is there twice"));
        }

        // In a pipeline, where a list may be of rules, an empty one of them must not go unnoticed.
        var isEmptySection = inner is [] && (key.Length == 0 || SettingKeys.IsSection(key) || (SettingKeys.IsKnown(key) && !SettingKeys.IsInPipelines(key)));
        if (inner is null or [] && !isEmptySection)
        {
            values[key] = new($"{shownName}, {key}", element.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => "",
                JsonValueKind.String => element.GetString()!,
                _ => element.GetRawText(),
            })
            { IsEmptySection = inner is [] };
        }
    }

    private static string At(string shownName, long? lineNumber) => lineNumber is { } zeroBased
        ? string.Create(CultureInfo.InvariantCulture, $"{shownName}, line {zeroBased + 1}")
        : shownName;

    // The message ends with the position in words of its own, counted from zero.
    private static string WithoutPosition(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
