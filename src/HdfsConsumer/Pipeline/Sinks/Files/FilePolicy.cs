namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>When a data file is closed, what becomes of it, and how files are synced.</summary>
/// <param name="FileBytesMax">A data file is closed before it grows beyond this; a single larger line has a file of its own.</param>
/// <param name="CompressClosed">Whether closed files are compressed with gzip.</param>
/// <param name="FilesForOneSync">From this many files on, one sync of the file system is taken to be cheaper than one or two for
/// each of them.</param>
internal sealed record FilePolicy(long FileBytesMax, bool CompressClosed, int FilesForOneSync = 8);
