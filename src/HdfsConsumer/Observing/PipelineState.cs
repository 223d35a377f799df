namespace HdfsConsumer.Observing;

/// <summary>What a pipeline is doing.</summary>
internal enum PipelineState
{
    /// <summary>It reaches the broker and opens its landing.</summary>
    Starting,

    /// <summary>It lands.</summary>
    Running,

    /// <summary>It waits: for the broker, for space on the disk, for a database.</summary>
    Waiting,

    /// <summary>It has failed and is started again soon.</summary>
    Restarting,

    /// <summary>It has reached its end, or was stopped.</summary>
    Ended,

    /// <summary>It has failed, and a person is needed.</summary>
    GaveUp,
}
