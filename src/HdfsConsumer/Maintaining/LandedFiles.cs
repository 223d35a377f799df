using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Maintaining;

/// <summary>What is landed in files of lines, dead letters among it, to be looked at and not to be written to.</summary>
internal static class LandedFiles
{
    /// <summary>The destinations below a base path.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="basePath">The base path.</param>
    /// <param name="fileName">The name of its data files.</param>
    public static FileDestinations Below(IDisk disk, string basePath, string fileName) =>
        new(disk, basePath, new FilePolicy(long.MaxValue, CompressClosed: false), fileName);
}
