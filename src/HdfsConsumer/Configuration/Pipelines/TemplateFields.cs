namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>Fields that templates may name whatever a record's members are.</summary>
internal static class TemplateFields
{
    /// <summary>The ISO code of the record's country, <c>UNKNOWN</c> for one that is not recognised.</summary>
    public const string Country = "country";

    /// <summary>The record's city as the name of a folder.</summary>
    public const string City = "city";

    /// <summary>The topic.</summary>
    public const string Topic = "topic";

    /// <summary>With a date format: the record's member of this name when it is a moment, else Kafka's timestamp.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> Always { get; } = [Country, City, Topic, Timestamp];
}
