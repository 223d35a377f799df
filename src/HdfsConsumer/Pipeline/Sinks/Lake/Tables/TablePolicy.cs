namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>When the states of tables are saved, and kept as versions.</summary>
/// <param name="UnsavedRecordsMax">A state is saved when this many records were taken since it was.</param>
/// <param name="UnsavedAgeMax">A state is saved this long after the first record that it lacks, so that the watermark gets past it.</param>
/// <param name="IdleMax">A state is saved when no record came for this long.</param>
/// <param name="SnapshotInterval">Time between two versions, where something has changed; null for none.</param>
/// <param name="HeldBytesMax">Bytes of rows in memory, all together; beyond it the pipeline stops.</param>
internal sealed record TablePolicy(long UnsavedRecordsMax, TimeSpan UnsavedAgeMax, TimeSpan IdleMax, TimeSpan? SnapshotInterval, long HeldBytesMax);
