using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HdfsConsumer.Configuration;

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
                var values = new Dictionary<string, GivenValue>(StringComparer.OrdinalIgnoreCase);
                AddLeaves(new ConfigurationBuilder().AddJsonStream(stream).Build().GetChildren(), shownName, values);
                return new(values);
            }

            problems.Add(new(shownName, "is larger than 16 MiB"));
        }
        catch (JsonException broken)
        {
            problems.Add(new(At(shownName, broken.LineNumber), $"is not JSON: {WithoutPosition(broken.Message)}"));
        }
        catch (FormatException broken)
        {
            problems.Add(new(shownName, $"cannot be used: {broken.Message}"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(shownName, $"cannot be read: {unreadable.Message}"));
        }

        return null;
    }

    private static void AddLeaves(IEnumerable<IConfigurationSection> sections, string shownName, Dictionary<string, GivenValue> values)
    {
        foreach (var section in sections)
        {
            var inner = section.GetChildren().ToList();
            AddLeaves(inner, shownName, values);
            var isLeaf = inner.Count == 0 && (section.Value is not null || !(SettingKeys.IsSection(section.Path) || SettingKeys.IsKnown(section.Path)));
            if (isLeaf)
            {
                values[section.Path] = new($"{shownName}, {section.Path}", section.Value ?? "");
            }
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
