using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>What a kind of sink brings to a pipeline.</summary>
/// <param name="Shape">What its records must have in common; null where each may be as it is.</param>
/// <param name="Destinations">What it has landed so far.</param>
/// <param name="Open">Opens it in a landing.</param>
internal sealed record SinkParts(IRecordShape? Shape, ILandedDestinations Destinations, Func<LandingFolder, ISink> Open)
{
    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>The parts of the sink that the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="basePath">The base path as a whole path.</param>
    /// <param name="clock">The clock.</param>
    public static SinkParts Of(LandingSettings settings, IDisk disk, string basePath, TimeProvider clock)
    {
        var policy = new FilePolicy(settings.FileBytesMax, settings.Compression == FileCompression.Gzip);
        var files = new FileDestinations(disk, basePath, policy, settings.FileName);
        return settings.Sink switch
        {
            SinkKind.Parquet => Lake(settings, disk, basePath, clock, policy, files),
            _ => new SinkParts(Shape: null, files, landing => new JsonLinesSink(disk, landing, policy, settings.OpenFilesMax)),
        };
    }

    private static SinkParts Lake(LandingSettings settings, IDisk disk, string basePath, TimeProvider clock, FilePolicy filePolicy, FileDestinations deadLetters)
    {
        var destinations = new LakeDestinations(disk, basePath, settings.Pipeline, deadLetters);
        var learned = settings.Parse.Columns.Count > 0 ? null : new LearnedSchemas(disk, destinations.Lake.WorkFolder, () => Thread.Sleep(LockRetryDelay));
        ILakeSchemas schemas = learned is null ? new TypedSchemas(settings.Parse.Columns, settings.Routes) : learned;
        var policy = new LakePolicy(
            settings.Lake.Codec switch
            {
                LakeCodec.Gzip => ParquetCodec.Gzip,
                LakeCodec.None => ParquetCodec.None,
                _ => ParquetCodec.Snappy,
            },
            settings.FileBytesMax,
            settings.Lake.FileRecordsMax,
            settings.Lake.FileAgeMax,
            settings.Lake.FileIdleMax,
            settings.OpenFilesMax,
            settings.BufferBytesMax);
        return new SinkParts(
            learned, destinations, landing => new LakeSink(disk, landing, new JsonLinesSink(disk, landing, filePolicy, settings.OpenFilesMax), schemas, policy, clock));
    }
}
