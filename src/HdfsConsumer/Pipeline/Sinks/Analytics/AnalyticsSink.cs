using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>
/// Counts records. The counts of each partition are held in memory, and saved with the next offset, as one, at every checkpoint; what was not saved is read
/// and counted again after a crash. Dead letters go on to their files.
/// </summary>
internal sealed class AnalyticsSink : ISink
{
    private readonly LandingFolder _landing;
    private readonly ISink _deadLetters;
    private readonly AnalyticsStates _states;
    private readonly Summaries _summaries;
    private readonly TimeSpan _statsInterval;
    private readonly TimeProvider _clock;
    private readonly HeldStates<HeldCounts> _held;
    private long _summarisedAt;

    /// <summary>Whether a summary is to be made whatever the time is: partitions go, or the landing stops.</summary>
    private bool _isEnding;

    /// <summary>Opens it.</summary>
    /// <param name="analytics">What there is.</param>
    /// <param name="landing">The landing.</param>
    /// <param name="deadLetters">Where dead letters go.</param>
    /// <param name="summaries">Makes summaries.</param>
    /// <param name="statsInterval">Time between two of them.</param>
    /// <param name="clock">The clock.</param>
    public AnalyticsSink(AnalyticsDestinations analytics, LandingFolder landing, ISink deadLetters, Summaries summaries, TimeSpan statsInterval, TimeProvider clock)
    {
        (_states, _landing, _deadLetters, _summaries, _statsInterval, _clock) = (analytics.States, landing, deadLetters, summaries, statsInterval, clock);
        _held = new HeldStates<HeldCounts>(analytics.Folders, deadLetters.Counters, Load, held => _states.TrySave(held.Name, held.Next, held.SavedNext, held.Counts));
        _summarisedAt = clock.GetTimestamp();
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

        while (!buffer.Records.IsEmpty)
        {
            var record = buffer.Records[0];
            if (!record.Tenure.HasEnded)
            {
                Take(record, buffer.Bytes[..(record.LineBytes - 1)]);
            }

            buffer.RemoveHead(1, record.LineBytes);
        }

        return AppendOutcome.Landed;
    }

    /// <inheritdoc/>
    /// <remarks>Everything that was appended is saved at a checkpoint.</remarks>
    public long? LowestHeld(PartitionTenure tenure) => _deadLetters.LowestHeld(tenure);

    /// <inheritdoc/>
    public bool TryFinishFiles()
    {
        _isEnding = true;
        return _deadLetters.TryFinishFiles();
    }

    /// <inheritdoc/>
    public bool TryMakeStable()
    {
        if (!_held.TrySave(_ => true))
        {
            return false;
        }

        _held.Sync();
        return TrySummarise() && _deadLetters.TryMakeStable();
    }

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() => _deadLetters.TryMakeDeadLettersStable();

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        _held.Forget();
        _deadLetters.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose() => _deadLetters.Dispose();

    private void Take(BufferedRecord record, ReadOnlySpan<byte> fields)
    {
        var held = _held.Of(record.Tenure);
        if (record.Offset < held.Next)
        {
            _held.Skipped();
            return;
        }

        FieldsForm.Read(fields, held.Counts.Texts);
        held.Take(record.Offset, record.TimestampMs);
        Counters.LinesWritten++;
        Counters.BytesWritten += record.LineBytes;
    }

    private HeldCounts Load(PartitionTenure tenure)
    {
        var name = PartitionStateName.Of(tenure, _landing);
        var (next, counts) = _states.Load(name);
        return new HeldCounts(tenure, name, counts, next, _landing.DurableWatermark(tenure.Key));
    }

    /// <summary>Makes a summary when one is due. False when one has to be made and another instance is at it.</summary>
    private bool TrySummarise()
    {
        if (!_isEnding && _clock.GetElapsedTime(_summarisedAt) < _statsInterval)
        {
            return true;
        }

        if (!_summaries.TryMake())
        {
            return !_isEnding;
        }

        _summarisedAt = _clock.GetTimestamp();
        _isEnding = false;
        return true;
    }
}
