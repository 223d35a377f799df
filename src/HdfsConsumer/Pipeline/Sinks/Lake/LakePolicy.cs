using HdfsConsumer.Parquet;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>When the files of a lake are finished, and how they are written.</summary>
/// <param name="Codec">How they are compressed.</param>
/// <param name="FileBytesMax">A file is finished when it has about this many bytes.</param>
/// <param name="FileRecordsMax">A file is finished when it has this many records.</param>
/// <param name="FileAgeMax">A file is finished this long after its first record came, so that the watermark gets past it.</param>
/// <param name="FileIdleMax">A file is finished when no record came for this long.</param>
/// <param name="OpenFilesMax">Files that are unfinished at a time; beyond it, those are finished that got no record for the longest time.</param>
/// <param name="HeldBytesMax">Bytes of rows that unfinished files hold in memory, all together.</param>
internal sealed record LakePolicy(
    ParquetCodec Codec, long FileBytesMax, long FileRecordsMax, TimeSpan FileAgeMax, TimeSpan FileIdleMax, int OpenFilesMax, long HeldBytesMax);
