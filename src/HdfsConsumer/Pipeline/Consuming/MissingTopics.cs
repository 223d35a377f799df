namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>What to do about topics that do not exist.</summary>
internal enum MissingTopics
{
    /// <summary>Wait for them to be created.</summary>
    Await,

    /// <summary>Go on without them, unless all are missing.</summary>
    LeaveOut,

    /// <summary>Give up.</summary>
    Refuse,
}
