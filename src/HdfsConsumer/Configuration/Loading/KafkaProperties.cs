using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>
/// Reads <c>Kafka:Properties</c>: any librdkafka property by its name there. <c>name@file</c> takes the value from a file, for
/// secrets. In the environment, where names have no dots, <c>Kafka__Properties__sasl_password</c> is <c>sasl.password</c>, and
/// <c>Kafka__Properties__sasl_password__file</c> is <c>sasl.password@file</c>.
/// </summary>
internal static class KafkaProperties
{
    private const string FileSuffix = "@file";
    private const string IsolationLevel = "isolation.level";
    private const int SecretCharsMax = 65_536;

    private static readonly Dictionary<string, string> Ours = new()
    {
        ["bootstrap.servers"] = $"set it with {SettingTable.BootstrapServers}",
        ["metadata.broker.list"] = $"set it with {SettingTable.BootstrapServers}",
        ["group.id"] = $"set it with {SettingTable.GroupId}",
        ["auto.offset.reset"] = $"set it with {SettingTable.AutoOffsetReset}",
        ["enable.auto.commit"] = $"leave it out: offsets are committed at checkpoints, see {SettingTable.CheckpointInterval}",
        ["auto.commit.enable"] = $"leave it out: offsets are committed at checkpoints, see {SettingTable.CheckpointInterval}",
        ["enable.auto.offset.store"] = $"leave it out: offsets are committed at checkpoints, see {SettingTable.CheckpointInterval}",
        ["partition.assignment.strategy"] = "leave it out: partitions are always assigned cooperatively",
        ["enable.partition.eof"] = $"leave it out: to stop at the end there is {SettingTable.UntilEnd}",
    };

    /// <summary>The key that a <c>Section__Key</c> variable stands for, when its name has '_' for '.' and "__file" for "@file".</summary>
    /// <param name="key">The variable's name with ':' for "__"; one that is no property comes back as it is.</param>
    public static string KeyFromVariable(string key)
    {
        const string start = SettingKeys.Properties + ":";
        if (!key.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return key;
        }

        var name = key[start.Length..];
        name = name.EndsWith(":file", StringComparison.OrdinalIgnoreCase) ? name[..^5] + FileSuffix : name;
        return start + name.Replace('_', '.');
    }

    /// <summary>The properties that the sources set, and those that hold without being set.</summary>
    /// <param name="sources">The first one that names a property decides about it.</param>
    /// <param name="workingFolder">The folder that paths after <c>@file</c> are relative to.</param>
    /// <param name="problems">Where problems are added; none of them quotes a value that may be secret.</param>
    public static IReadOnlyDictionary<string, string> Read(
        IEnumerable<SettingSource> sources, string workingFolder, ICollection<SettingProblem> problems)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, given) in source.Under(SettingKeys.Properties).OrderBy(property => property.Key, StringComparer.Ordinal))
            {
                var name = key.ToLowerInvariant();
                var isFile = name.EndsWith(FileSuffix, StringComparison.Ordinal);
                name = isFile ? name[..^FileSuffix.Length] : name;
                if (!names.TryAdd(name, given.Name))
                {
                    problems.Add(new(given.Name, $"is the same property as {names[name]}; leave one of them out"));
                }
                else if (WhyNot(name, given, isFile) is { } problem)
                {
                    problems.Add(new(given.Name, problem));
                }
                else if (!properties.ContainsKey(name) && (isFile ? FromFile(given, workingFolder, problems) : given.Text) is { } value)
                {
                    properties.Add(name, value);
                }
            }
        }

        properties.TryAdd(IsolationLevel, "read_committed");
        return properties;
    }

    private static string? WhyNot(string name, GivenValue given, bool isFile)
    {
        if (Ours.TryGetValue(name, out var instead))
        {
            return instead;
        }

        if (name.Length == 0 || name.Contains(':', StringComparison.Ordinal))
        {
            return "give each property its whole name with dots, such as \"sasl.username\"";
        }

        return name == IsolationLevel && !isFile && given.Text is not ("read_committed" or "read_uncommitted")
            ? "is not accepted; accepted: read_committed or read_uncommitted"
            : null;
    }

    private static string? FromFile(GivenValue given, string workingFolder, ICollection<SettingProblem> problems)
    {
        try
        {
            using var reader = new StreamReader(Path.Combine(workingFolder, given.Text));
            var buffer = new char[SecretCharsMax + 1];
            var chars = reader.ReadBlock(buffer);
            if (chars <= SecretCharsMax)
            {
                return new string(buffer, 0, chars).TrimEnd('\r', '\n');
            }

            problems.Add(new(given.Name, "names a file that is larger than 64 KiB"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(new(given.Name, $"the file cannot be read: {unreadable.Message}"));
        }

        return null;
    }
}
