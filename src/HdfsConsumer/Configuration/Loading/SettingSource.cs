using System.Globalization;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>What one place sets: a flat map from keys to values, each with the name that the operator knows it by.</summary>
/// <param name="values">The values by their keys (<c>Landing:BatchSize</c>, <c>Landing:Topics:0</c>); case does not count.</param>
internal sealed class SettingSource(IReadOnlyDictionary<string, GivenValue> values)
{
    private readonly Dictionary<string, GivenValue> _values = new(values, StringComparer.OrdinalIgnoreCase);

    /// <summary>A place that sets nothing.</summary>
    public static SettingSource Empty { get; } = new(new Dictionary<string, GivenValue>());

    /// <summary>The options that were typed.</summary>
    /// <param name="options">The text of each; the pieces of a list joined by commas.</param>
    public static SettingSource FromOptions(IEnumerable<KeyValuePair<Setting, string>> options) =>
        new(options.ToDictionary(option => KeyOf(option.Key), option => new GivenValue(option.Key.Option, option.Value)));

    /// <summary>
    /// The environment: the variables that settings have of their own, which win, and <c>Section__Key</c>. An empty variable
    /// counts as not set, for that is how tools pass on what they do not know.
    /// </summary>
    /// <param name="environment">The variables.</param>
    public static SettingSource FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var values = new Dictionary<string, GivenValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in environment)
        {
            var key = name.Replace("__", ":", StringComparison.Ordinal);
            if (text.Length > 0 && SettingKeys.HasKnownSection(key))
            {
                values[KafkaProperties.KeyFromVariable(key)] = new GivenValue(name, text);
            }
        }

        foreach (var setting in SettingTable.All)
        {
            if (setting is { Key: { } key, Variable: { } variable } && environment.TryGetValue(variable, out var text) && text.Length > 0)
            {
                values[key] = new GivenValue(variable, text, setting.VariableUnit);
            }
        }

        return new(values);
    }

    /// <summary>The value given for a setting, the pieces of a list joined by commas; null when there is none here.</summary>
    public GivenValue? Find(Setting setting)
    {
        var key = KeyOf(setting);
        if (_values.TryGetValue(key, out var value) || !setting.IsList)
        {
            return value;
        }

        var pieces = Enumerable.Range(0, int.MaxValue)
            .Select(index => _values.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{key}:{index}")))
            .TakeWhile(piece => piece is not null)
            .Select(piece => piece!)
            .ToList();
        return pieces is [var first, ..]
            ? new(first.Name[..^1].TrimEnd(':', '_'), string.Join(',', pieces.Select(piece => piece.Text)))
            : null;
    }

    /// <summary>The values under a section, by what their keys have after it.</summary>
    /// <param name="section">The section: <c>Kafka:Properties</c>.</param>
    public IEnumerable<KeyValuePair<string, GivenValue>> Under(string section) => _values
        .Where(value => value.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
        .Select(value => KeyValuePair.Create(value.Key[(section.Length + 1)..], value.Value));

    /// <summary>The same place with only what it sets for one pipeline, under the keys that hold for all.</summary>
    /// <param name="section">The pipeline's section: <c>Pipelines:customers</c>.</param>
    public SettingSource ForPipeline(string section)
    {
        var inside = Under(section).ToList();
        var values = new Dictionary<string, GivenValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in PipelineTable.Settings)
        {
            foreach (var (key, given) in inside)
            {
                if (key.Equals(setting.InPipeline, StringComparison.OrdinalIgnoreCase))
                {
                    values[KeyOf(setting)] = given;
                }
                else if (setting.IsList && key.StartsWith(setting.InPipeline + ":", StringComparison.OrdinalIgnoreCase))
                {
                    values[KeyOf(setting) + key[setting.InPipeline!.Length..]] = given;
                }
            }
        }

        return new(values);
    }

    /// <summary>The same place without what it sets for some settings.</summary>
    public SettingSource Without(IReadOnlyCollection<Setting> settings) => new(_values
        .Where(value => !settings.Any(setting => value.Key.Equals(KeyOf(setting), StringComparison.OrdinalIgnoreCase)
            || value.Key.StartsWith(KeyOf(setting) + ":", StringComparison.OrdinalIgnoreCase)))
        .ToDictionary());

    /// <summary>What stands here under a key that nobody reads.</summary>
    public IEnumerable<SettingProblem> UnknownKeys() => _values
        .Where(value => !SettingKeys.IsKnown(value.Key))
        .OrderBy(value => value.Key, StringComparer.Ordinal)
        .Select(value => new SettingProblem(value.Value.Name, SettingKeys.WhyUnknown(value.Key)));

    // What is on the command line only needs a place too, one that nothing else can have.
    private static string KeyOf(Setting setting) => setting.Key ?? setting.Option;
}
