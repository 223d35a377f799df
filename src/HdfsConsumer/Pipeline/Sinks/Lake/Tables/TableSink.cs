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
    private readonly LakeFolder _lake;
    private readonly LandingFolder _landing;
    private readonly ISink _others;
    private readonly TableStates _states;
    private readonly TableVersions _versions;
    private readonly TablePolicy _policy;
    private readonly TimeProvider _clock;
    private readonly Dictionary<PartitionTenure, HeldTable> _tables = [];
    private long _lookedAt;

    /// <summary>Whether states were saved, or records dropped on their word, since the last checkpoint.</summary>
    private bool _isUnsynced;

    /// <summary>Opens it.</summary>
    public TableSink(LakeFolder lake, LandingFolder landing, ISink others, TableStates states, TableVersions versions, TablePolicy policy, TimeProvider clock)
    {
        (_lake, _landing, _others, _states, _versions, _policy, _clock) = (lake, landing, others, states, versions, policy, clock);
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
    public long? LowestHeld(PartitionTenure tenure) => _tables.TryGetValue(tenure, out var table) && table.FirstUnsaved is { } first
        ? Math.Min(first, _others.LowestHeld(tenure) ?? first)
        : _others.LowestHeld(tenure);

    /// <inheritdoc/>
    public bool TryFinishFiles() => TrySave(_tables.Values) && _others.TryFinishFiles();

    /// <inheritdoc/>
    public bool TryMakeStable()
    {
        var isSnapshotDue = _policy.SnapshotInterval is { } interval && _clock.GetElapsedTime(_lookedAt) >= interval;
        if (!TrySave(_tables.Values.Where(table => isSnapshotDue || IsDue(table))))
        {
            return false;
        }

        if (_isUnsynced)
        {
            _lake.Sync(_lake.WorkFolder);
            _isUnsynced = false;
        }

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
        _tables.Clear();
        _isUnsynced = false;
        _lake.ForgetDurable();
        _others.ForgetOwed();
    }

    /// <inheritdoc/>
    public void Dispose() => _others.Dispose();

    private void Take(BufferedRecord record, KeyedLine row)
    {
        var table = Of(record.Tenure);
        if (record.Offset < table.Rows.Next)
        {
            Counters.DuplicatesSkipped++;
            _isUnsynced = true;
            return;
        }

        table.Take(record.Offset, row, _clock.GetTimestamp());
        Counters.LinesWritten++;
        Counters.BytesWritten += row.Line.Length + 1;
    }

    /// <summary>The rows of a holding, loaded when its first record comes.</summary>
    private HeldTable Of(PartitionTenure tenure)
    {
        if (!_tables.TryGetValue(tenure, out var table))
        {
            var name = new PartitionStateName(TopicStem.In(tenure.Topic, _landing), tenure.Partition);
            table = new HeldTable(tenure, name, _states.Load(name));
            table.Rows.SkipTo(_landing.DurableWatermark(tenure.Key));
            _tables.Add(tenure, table);
        }

        return table;
    }

    private bool IsDue(HeldTable table) => table.FirstUnsaved is not null
        && (table.UnsavedRecords >= _policy.UnsavedRecordsMax || _clock.GetElapsedTime(table.UnsavedSince) >= _policy.UnsavedAgeMax
            || _clock.GetElapsedTime(table.LastRecordAt) >= _policy.IdleMax);

    private bool TrySave(IEnumerable<HeldTable> tables)
    {
        foreach (var table in tables.ToList())
        {
            if (table.Tenure.HasEnded)
            {
                _tables.Remove(table.Tenure);
            }
            else if (table.FirstUnsaved is not null && !TrySave(table))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySave(HeldTable table)
    {
        switch (_states.TrySave(table.Name, table.Tenure.Topic.Topic, table.Rows, table.SavedNext))
        {
            case Saving.Busy:
                return false;
            case Saving.Covered:
                // What is further is loaded with the next record.
                Counters.DuplicatesSkipped += table.UnsavedRecords;
                _tables.Remove(table.Tenure);
                break;
            default:
                table.Saved();
                break;
        }

        _isUnsynced = true;
        return true;
    }

    private void KeepWithinMemory()
    {
        foreach (var ended in _tables.Keys.Where(tenure => tenure.HasEnded).ToList())
        {
            _tables.Remove(ended);
        }

        if (_tables.Values.Sum(table => table.Rows.HeldBytes) > _policy.HeldBytesMax)
        {
            throw new StopException(
                ExitCode.DataNeedsAttention,
                $"The tables of this pipeline do not fit into MaxTableMemory, {_policy.HeldBytesMax} bytes: {string.Join(", ", _tables.Values.OrderByDescending(table => table.Rows.HeldBytes).Take(3).Select(table => table.Tenure))} are the largest. "
                + "Raise it, or share the partitions among more instances.");
        }
    }
}
