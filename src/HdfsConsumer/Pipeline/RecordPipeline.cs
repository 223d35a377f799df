using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>The path of a record: take, parse, route, batch, write, commit. One thread, one loop, every decision in it.</summary>
internal sealed class RecordPipeline
{
    /// <summary>A stop is given this long to write and commit what is held.</summary>
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(6);

    /// <summary>How soon a destination that another instance holds is tried again.</summary>
    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>How soon it is looked whether what was begun has landed.</summary>
    private static readonly TimeSpan LookDelay = TimeSpan.FromMilliseconds(10);

    private readonly IRecordSource _source;
    private readonly Intake _intake;
    private readonly ISink _sink;
    private readonly PipelineLimits _limits;
    private readonly TimeProvider _clock;
    private readonly IPipelineObserver _observer;
    private readonly FlushTrigger _flushTrigger;
    private readonly CheckpointTrigger _checkpointTrigger;
    private readonly BatchWriter _writer;
    private readonly Checkpointer _checkpointer;
    private readonly RecordBatch _batch = new();
    private readonly Func<PipelineStanding> _standing;
    private readonly LockWait _flushLocks;
    private readonly LockWait _checkpointLocks;
    private readonly Troubles _troubles;
    private bool _isPaused;

    /// <summary>Why nothing more is written before the pipeline has started again; null while there is no doubt.</summary>
    private string? _doubt;

    /// <summary>Puts a pipeline together.</summary>
    public RecordPipeline(
        IRecordSource source,
        Intake intake,
        ISink sink,
        FlushTrigger flushTrigger,
        CheckpointTrigger checkpointTrigger,
        PipelineLimits limits,
        TimeProvider clock,
        IPipelineObserver observer)
    {
        _source = source;
        _intake = intake;
        _sink = sink;
        _flushTrigger = flushTrigger;
        _checkpointTrigger = checkpointTrigger;
        _writer = new BatchWriter(sink, clock, observer);
        _checkpointer = new Checkpointer(sink);
        _limits = limits;
        _clock = clock;
        _observer = observer;
        _flushLocks = new LockWait(clock, observer);
        _checkpointLocks = new LockWait(clock, observer);
        _troubles = new Troubles(clock, observer);
        _standing = Standing;
        source.Revoking = LandBeforeRevocation;
    }

    /// <summary>Records put aside so far.</summary>
    public long DeadLetters => _intake.DeadLetters;

    /// <summary>Runs until it is told to stop, or to the end where the limits say so; then writes and commits what it holds.</summary>
    /// <exception cref="StopException">A person is needed. Nothing is committed that is not landed.</exception>
    public void Run(CancellationToken stop)
    {
        try
        {
            var isComplete = false;
            while (!isComplete && !stop.IsCancellationRequested)
            {
                Turn();
                isComplete = _limits.StopsAtEnd && _source.HasReachedEnd && TryComplete();
            }

            if (!isComplete)
            {
                Finish();
            }
        }
        finally
        {
            _intake.ReportTaken();
            _observer.Ended(_standing());
        }
    }

    /// <summary>One turn: take records, write them when that is due, commit when that is due.</summary>
    public void Turn()
    {
        try
        {
            if (_doubt is not null && !TryStartAgain())
            {
                return;
            }

            TakeRecords();
            if (_doubt is not null)
            {
                // Partitions went while records were taken, and what was done for them failed.
                return;
            }

            if (_writer.HasEnded && _flushTrigger.MayTry)
            {
                Write(_writer.TryFinish);
            }

            if (_flushTrigger.IsDue(_batch))
            {
                Flush();
            }

            if (_checkpointTrigger.IsDue)
            {
                Checkpoint();
            }

            _intake.ReportTaken();
            _observer.Turned(_standing);
        }
        catch (DiskFullException e)
        {
            HoldForSpace(e);
        }
        catch (ServerGoneException e)
        {
            HoldForServer(e);
        }
        catch (Exception e) when (IsDoubt(e))
        {
            Doubt(e.Message);
        }
    }

    /// <summary>Writes and commits everything that is held; false when something has to wait.</summary>
    public bool TryComplete()
    {
        try
        {
            if (_doubt is not null)
            {
                TryStartAgain();
                return false;
            }

            FlushToTheEnd();
            return HoldsNothing && _sink.TryFinishFiles() && Checkpoint();
        }
        catch (ServerGoneException e)
        {
            HoldForServer(e);
            return false;
        }
        catch (Exception e) when (IsDoubt(e))
        {
            Doubt(e.Message);
            return false;
        }
    }

    private void TakeRecords()
    {
        PauseWhile(_troubles.IsResting || _batch.Bytes + _writer.Begun.Bytes >= _limits.BufferBytesMax);
        var wait = Shortest(_writer.Begun.IsEmpty ? _limits.PollTimeout : LookDelay, _flushTrigger.UntilDue, _checkpointTrigger.UntilDue);
        for (var taken = 0; taken < _limits.TurnRecordsMax && !_flushTrigger.IsFull(_batch); taken++)
        {
            if (!_source.TryTake(wait, out var record))
            {
                return;
            }

            Take(record);
            wait = TimeSpan.Zero;
        }

        if (_isPaused)
        {
            // Nothing comes, but the membership in the group has to be kept alive.
            _source.TryTake(wait, out _);
        }
    }

    private void Take(ConsumedRecord record)
    {
        if (_intake.Take(record, _batch))
        {
            _flushTrigger.Added();
        }

        if (_limits.DeadLettersInARowMax > 0 && _intake.DeadLettersInARow >= _limits.DeadLettersInARowMax)
        {
            var last = $"{record.Tenure} at offset {record.Offset}";
            Finish();
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"{_intake.DeadLettersInARow} dead letters in a row, the last one {last}: the topic is not what this pipeline expects. They are kept in {Destination.DeadLettersFolder}, with the reasons.");
        }
    }

    private bool HoldsNothing => _batch.IsEmpty && _writer.Begun.IsEmpty;

    /// <summary>Writes what is held. Some sinks have only begun to when this returns.</summary>
    private bool Flush() => Write(() => _writer.TryWrite(_batch));

    private void FlushToTheEnd()
    {
        if (Flush())
        {
            Write(_writer.TryFinish);
        }
    }

    private bool Write(Func<bool> write)
    {
        var hadBegun = !_writer.Begun.IsEmpty;
        var isDone = false;
        try
        {
            isDone = write();
            _flushLocks.Tried(isDone);
            if (!isDone)
            {
                _observer.Retrying("flush");
                _flushTrigger.RetryAfter(LockRetryDelay);
            }

            _troubles.DiskTook();
            if (hadBegun && isDone)
            {
                _troubles.ServerAnswered();
            }
        }
        catch (DiskFullException e)
        {
            HoldForSpace(e);
        }
        catch (ServerGoneException e)
        {
            HoldForServer(e);
        }
        finally
        {
            if (_batch.IsEmpty && (isDone || _writer.Begun.IsEmpty))
            {
                _flushTrigger.Emptied();
            }
        }

        return isDone;
    }

    private bool Checkpoint()
    {
        var began = _clock.GetTimestamp();
        bool isDone;
        try
        {
            isDone = _checkpointer.TryRun(_source, _batch, _writer.Begun);
        }
        catch (DiskFullException e)
        {
            HoldForSpace(e);
            isDone = false;
        }
        catch (ServerGoneException e)
        {
            _checkpointTrigger.RetryAfter(HoldForServer(e));
            return false;
        }

        _checkpointLocks.Tried(isDone);
        if (isDone)
        {
            _checkpointTrigger.Ran();
            _troubles.Checkpointed();
            _observer.Checkpointed(_clock.GetElapsedTime(began));
        }
        else
        {
            _observer.Retrying("checkpoint");
            _checkpointTrigger.RetryAfter(LockRetryDelay);
        }

        return isDone;
    }

    private static bool IsDoubt(Exception e) => e is DestinationDoubtException or IOException or UnauthorizedAccessException;

    /// <summary>Something is not as it was left, or may not be kept: nothing more is written before the pipeline has started again.</summary>
    private void Doubt(string reason)
    {
        _doubt = reason;
        _troubles.Doubted(reason);
    }

    /// <summary>The one way out of every doubt: drop what is held, start again from the watermarks. False while that has to wait.</summary>
    private bool TryStartAgain()
    {
        _sink.ForgetOwed();
        _writer.Begun.Clear();
        _batch.Clear();
        _flushTrigger.Emptied();
        PauseWhile(_troubles.IsResting);
        if (_troubles.IsResting)
        {
            // Nothing comes, but the membership in the group has to be kept alive.
            _source.TryTake(LockRetryDelay, out _);
            return false;
        }

        _source.StartAgain();
        _observer.StartedAgain(_doubt!);
        _doubt = null;
        return true;
    }

    private void HoldForSpace(DiskFullException full) => _flushTrigger.RetryAfter(_troubles.DiskFilled(full));

    /// <summary>Nothing is taken and nothing written for a while; returns for how long.</summary>
    private TimeSpan HoldForServer(ServerGoneException gone)
    {
        var delay = _troubles.ServerGone(gone);
        _flushTrigger.RetryAfter(delay);
        return delay;
    }

    private PipelineStanding Standing() => new(
        _source.LagRecords,
        _batch.Records + _writer.Begun.Records,
        _batch.Bytes + _writer.Begun.Bytes,
        _sink.Counters.OpenFiles,
        _sink.Counters.DuplicatesSkipped,
        new Dictionary<string, long>(_sink.Counters.RotationsByCause),
        _source.Standings);

    /// <summary>What can be landed before partitions go need not be read again by their next holder.</summary>
    private void LandBeforeRevocation()
    {
        if (_doubt is not null)
        {
            return;
        }

        try
        {
            FlushToTheEnd();
            _sink.TryFinishFiles();
            Checkpoint();
        }
        catch (Exception e) when (IsDoubt(e))
        {
            _doubt = e.Message;
        }
    }

    private void Finish()
    {
        _source.Pause();
        var began = _clock.GetTimestamp();
        while (!TryComplete() && _clock.GetElapsedTime(began) < FinishTimeout)
        {
            _source.TryTake(LockRetryDelay, out _);
        }
    }

    private void PauseWhile(bool isFull)
    {
        if (isFull == _isPaused)
        {
            return;
        }

        _isPaused = isFull;
        if (isFull)
        {
            _source.Pause();
        }
        else
        {
            _source.Resume();
        }
    }

    private static TimeSpan Shortest(TimeSpan first, TimeSpan second, TimeSpan third)
    {
        var shortest = first < second ? first : second;
        shortest = shortest < third ? shortest : third;
        return shortest > TimeSpan.Zero ? shortest : TimeSpan.Zero;
    }
}
