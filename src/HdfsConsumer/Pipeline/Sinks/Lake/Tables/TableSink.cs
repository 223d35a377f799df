using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>
/// Lands the records of table topics as the rows of their keys. The rows of each partition are held in memory and saved as a whole, with the
/// next offset; what was not saved yet is read again after a crash. Everything else goes on to the lake.
/// </summary>
internal sealed class TableSink : ISink
{
    private readonly LandingFolder _landing;
    private readonly ISink _others;
    private readonly TableStates _states;
    private readonly TableVersions _versions;
    private readonly TablePolicy _policy;
    private readonly TimeProvider _clock;
    private readonly HeldStates<HeldTable> _tables;
    private long _lookedAt;

    /// <summary>Opens it.</summary>
    public TableSink(LakeFolder lake, LandingFolder landing, ISink others, TableStates states, TableVersions versions, TablePolicy policy, TimeProvider clock)
    {
        (_landing, _others, _states, _versions, _policy, _clock) = (landing, others, states, versions, policy, clock);
        _tables = new HeldStates<HeldTable>(lake, others.Counters, Load, table => _states.TrySave(table.Name, table.Tenure.Topic.Topic, table.Rows, table.SavedNext));
        _lookedAt = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public SinkCounters Counters => _others.Counters;

    /// <inheritdoc/>
    public int PreparedMax => _others.PreparedMax;

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<DestinationBuffer> buffers) => _others.Prepare([.. buffers.Where(buffer => !buffer.Destination.IsTable)]);

    /// <inheritdoc/>
    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (!buffer.Destination.IsTable)
        {
            return _others.Append(buffer);
        }

        while (!buffer.Records.IsEmpty)
        {
            var record = buffer.Records[0];
            if (!record.Tenure.HasEnded)
            {
                Take(record, KeyedLine.Read(buffer.Bytes[..(record.LineBytes - 1)]));
            }

            buffer.RemoveHead(1, record.LineBytes);
        }

        KeepWithinMemory();
        return AppendOutcome.Landed;
    }

    /// <inheritdoc/>
    public long? LowestHeld(PartitionTenure tenure) => _tables.Find(tenure) is { } table && table.FirstUnsaved is { } first
        ? Math.Min(first, _others.LowestHeld(tenure) ?? first)
        : _others.LowestHeld(tenure);

    /// <inheritdoc/>
    public bool TryFinishFiles() => _tables.TrySave(_ => true) && _others.TryFinishFiles();

    /// <inheritdoc/>
    public bool TryMakeStable()
    {
        var isSnapshotDue = _policy.SnapshotInterval is { } interval && _clock.GetElapsedTime(_lookedAt) >= interval;
        if (!_tables.TrySave(table => isSnapshotDue || IsDue(table)))
        {
            return false;
        }

        _tables.Sync();
        if (isSnapshotDue && _versions.TryTake(_policy.SnapshotInterval!.Value, out _))
        {
            _lookedAt = _clock.GetTimestamp();
        }

        return _others.TryMakeStable();
    }

    /// <inheritdoc/>
    public bool TryMakeDeadLettersStable() => _others.TryMakeDeadLettersStable();

    /// <inheritdoc/>
    public void ForgetOwed()
    {
        _tables.Forget();
        _others.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose() => _others.Dispose();

    private void Take(BufferedRecord record, KeyedLine row)
    {
        var table = _tables.Of(record.Tenure);
        if (record.Offset < table.Rows.Next)
        {
            _tables.Skipped();
            return;
        }

        table.Take(record.Offset, row, _clock.GetTimestamp());
        Counters.LinesWritten++;
        Counters.BytesWritten += row.Line.Length + 1;
    }

    private HeldTable Load(PartitionTenure tenure)
    {
        var name = PartitionStateName.Of(tenure, _landing);
        var table = new HeldTable(tenure, name, _states.Load(name));
        table.Rows.SkipTo(_landing.DurableWatermark(tenure.Key));
        return table;
    }

    private bool IsDue(HeldTable table) => table.UnsavedRecords >= _policy.UnsavedRecordsMax
        || _clock.GetElapsedTime(table.UnsavedSince) >= _policy.UnsavedAgeMax
        || _clock.GetElapsedTime(table.LastRecordAt) >= _policy.IdleMax;

    private void KeepWithinMemory()
    {
        _tables.DropEnded();
        if (_tables.All.Sum(table => table.Rows.HeldBytes) > _policy.HeldBytesMax)
        {
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"The tables of this pipeline do not fit into MaxTableMemory, {_policy.HeldBytesMax} bytes: {string.Join(", ", _tables.All.OrderByDescending(table => table.Rows.HeldBytes).Take(3).Select(table => table.Tenure))} are the largest. "
                + "Raise it, or share the partitions among more instances.");
        }
    }
}
