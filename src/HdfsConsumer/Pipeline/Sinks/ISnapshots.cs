namespace HdfsConsumer.Pipeline.Sinks;

/// <summary>Keeps the tables of a pipeline in versions.</summary>
internal interface ISnapshots
{
    /// <summary>Takes one when something has changed since the last, whoever took that.</summary>
    /// <param name="unlessYounger">Not when the last one is younger than this.</param>
    /// <param name="version">Its version; null when nothing has changed.</param>
    /// <returns>False when another instance is in the way: try again.</returns>
    bool TryTake(TimeSpan unlessYounger, out long? version);
}
