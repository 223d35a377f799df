namespace HdfsConsumer.Pipeline;

/// <summary>How much a pipeline may do and hold at a time.</summary>
/// <param name="TurnRecordsMax">Records taken per turn of the loop.</param>
/// <param name="PollTimeout">How long one turn waits for records.</param>
/// <param name="BufferBytesMax">Bytes held in memory; beyond it no records are taken.</param>
/// <param name="DeadLettersInARowMax">Dead letters in a row that stop the pipeline; 0 for no limit.</param>
/// <param name="StopsAtEnd">Whether to stop when every partition has reached the end that it had at the start.</param>
internal sealed record PipelineLimits(
    int TurnRecordsMax, TimeSpan PollTimeout, long BufferBytesMax, int DeadLettersInARowMax, bool StopsAtEnd);
