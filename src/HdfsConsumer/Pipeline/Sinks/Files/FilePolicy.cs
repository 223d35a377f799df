namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>When a data file is closed, and what becomes of it.</summary>
/// <param name="FileBytesMax">A data file is closed before it grows beyond this; a single larger line has a file of its own.</param>
/// <param name="CompressClosed">Whether closed files are compressed with gzip.</param>
internal sealed record FilePolicy(long FileBytesMax, bool CompressClosed);
