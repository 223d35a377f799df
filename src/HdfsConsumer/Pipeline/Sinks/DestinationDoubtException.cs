namespace HdfsConsumer.Pipeline.Sinks;

/// <summary>
/// A destination is not as this instance left it, or may not keep what it was given. The way out is always the same: drop
/// what is held, and start again from the watermark.
/// </summary>
internal sealed class DestinationDoubtException(string message, Exception? inner = null) : Exception(message, inner);
