namespace HdfsConsumer.IntegrationTests;

/// <summary>Settings with which a group that a member has left forms again sooner: the broker of the tests lets it when a session is nearly over.</summary>
internal static class ShortSession
{
    /// <summary>As variables of the environment.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["Kafka__Properties__session_timeout_ms"] = "2000",
        ["Kafka__Properties__heartbeat_interval_ms"] = "300",
    };

    /// <summary>Those, and others.</summary>
    public static IReadOnlyDictionary<string, string> With(params IEnumerable<(string Name, string Value)> others) =>
        Variables.Concat(others.Select(other => KeyValuePair.Create(other.Name, other.Value))).ToDictionary();
}
