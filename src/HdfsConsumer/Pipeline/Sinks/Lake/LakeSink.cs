using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// Lands records as Parquet files, which are written under other names and get their own when they are whole. Dead letters go to files of lines.
/// </summary>
internal sealed class LakeSink : ISink
{
    private readonly JsonLinesSink _deadLetters;
    private readonly UnfinishedFiles _files;

    /// <summary>What became of an unfinished file; its records must be read again. Null while nothing is lost.</summary>
    private string? _loss;

    /// <summary>Opens it, and removes what processes left that have ended.</summary>
    public LakeSink(IDisk disk, LandingFolder landing, JsonLinesSink deadLetters, ILakeSchemas schemas, LakePolicy policy, TimeProvider clock)
    {
        var lake = new LakeFolder(disk, landing.BasePath, landing.StateFolder);
        lake.Open();
        lake.RemoveAbandoned();
        _deadLetters = deadLetters;
        _files = new UnfinishedFiles(disk, lake, landing, schemas, policy, deadLetters.Counters, clock);
    }

    /// <inheritdoc/>
    public SinkCounters Counters => _deadLetters.Counters;

    /// <inheritdoc/>
    public int PreparedMax => _deadLetters.PreparedMax;

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<DestinationBuffer> buffers) => _deadLetters.Prepare([.. buffers.Where(buffer => buffer.Destination.IsDeadLetters)]);

    /// <inheritdoc/>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (buffer.Destination.IsDeadLetters)
        {
            return _deadLetters.Append(buffer);
        }

        return Guarded(() => _files.TryAppend(buffer)) ? AppendOutcome.Landed : AppendOutcome.Busy;
    }

    /// <inheritdoc/>
    public long? LowestHeld(PartitionTenure tenure) => _files.LowestHeld(tenure);

    /// <inheritdoc/>
    public bool TryFinishFiles() => Guarded(_files.TryFinishAll);

    /// <inheritdoc/>
    public bool TryMakeStable() => Guarded(_files.TryMakeStable) && _deadLetters.TryMakeStable();

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() => _deadLetters.TryMakeDeadLettersStable();

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        _files.Forget();
        _loss = null;
        _deadLetters.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Drop();
        _deadLetters.Dispose();
    }

    /// <summary>
    /// A file that could not be written to its end, or synced, is broken, and a second attempt may falsely succeed. What unfinished files held
    /// is then to be read again, whatever else the caller does about the trouble first.
    /// </summary>
    private bool Guarded(Func<bool> step)
    {
        if (_loss is { } loss)
        {
            throw new DestinationDoubtException(loss);
        }

        try
        {
            return step();
        }
        catch (Exception e) when (e is IOException or DestinationDoubtException)
        {
            _loss = e.Message;
            _files.Drop();
            throw;
        }
    }
}
