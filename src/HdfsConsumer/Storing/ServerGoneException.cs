namespace HdfsConsumer.Storing;

/// <summary>A server that holds what is landed cannot be reached, or has just gone. It may be back soon: whoever retries does so until then.</summary>
/// <param name="server">Where it is, without what is secret.</param>
/// <param name="reason">What it or the network said.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class ServerGoneException(string server, string reason, Exception? inner = null) : IOException($"{server} cannot be reached: {reason}", inner)
{
    /// <summary>Where it is, without what is secret.</summary>
    public string Server => server;

    /// <summary>What it or the network said.</summary>
    public string Reason => reason;
}
