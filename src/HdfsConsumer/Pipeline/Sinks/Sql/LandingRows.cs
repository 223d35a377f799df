using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// What one transaction is about: the rows of several buffers that the ledger does not cover, with their order, and how far the ledger gets by them.
/// </summary>
internal sealed class LandingRows
{
    private readonly Dictionary<PartitionTenure, PartitionProgress> _progress;
    private readonly Dictionary<SqlTable, List<TableRow>> _appended = [];
    private readonly Dictionary<SqlTable, RowKeys> _keyed = [];
    private PartitionTenure? _lastTenure;
    private PartitionProgress? _lastProgress;

    /// <summary>Chooses the rows.</summary>
    /// <param name="batch">The buffers.</param>
    /// <param name="tables">The tables by their names.</param>
    /// <param name="ledger">What the ledger says, locked.</param>
    public LandingRows(LandingBatch batch, Dictionary<string, SqlTable> tables, Dictionary<PartitionKey, LedgerEntry> ledger)
    {
        _progress = batch.Holdings.ToDictionary(holding => holding.Key, holding => new PartitionProgress(ledger[holding.Key.Key], holding.Value));
        foreach (var waiting in InOrder(batch.Buffers, tables))
        {
            Add(waiting);
        }
    }

    /// <summary>How far the ledger gets, by partition; only those that get anywhere.</summary>
    public IEnumerable<(PartitionKey Partition, PartitionProgress Progress)> Progress =>
        _progress.Where(entry => entry.Value.Next > entry.Value.Ledger.Next).Select(entry => (entry.Key.Key, entry.Value));

    /// <summary>How many records of each buffer there were already, or belonged to holdings that have ended.</summary>
    public Dictionary<DestinationBuffer, int> Skipped { get; } = [];

    /// <summary>Records that cannot be made into a row, and why.</summary>
    public List<RefusedRow> Refused { get; } = [];

    /// <summary>The rows of each table, no two of one key where keys tell them apart.</summary>
    public IEnumerable<(SqlTable Table, List<TableRow> Rows)> Rows =>
        _appended.Select(table => (table.Key, table.Value)).Concat(_keyed.Select(table => (table.Key, table.Value.Take()))).OrderBy(table => table.Item1.Name, StringComparer.Ordinal);

    private void Add(WaitingRecord waiting)
    {
        var record = waiting.Record;
        var progress = ProgressOf(record.Tenure);
        if (progress is null || record.Offset < progress.Ledger.Next)
        {
            Skipped[waiting.Buffer] = Skipped.GetValueOrDefault(waiting.Buffer) + 1;
            return;
        }

        progress.Take(record);
        var table = waiting.Table;
        var held = waiting.Buffer.Memory.Slice(waiting.Start, record.LineBytes - 1);
        var row = HeldRow.Read(held.Span);
        var values = held.Slice(row.RowStart, row.RowLength);
        if (row.IsDeletion)
        {
            if (MessageKey.TryRead(row.Key, table) is not { } keys)
            {
                Refused.Add(new RefusedRow(table, record, held, $"its key does not say {string.Join(", ", table.Settings.Keys)}"));
                return;
            }

            values = keys;
        }

        var order = OrderOf(record, row.Origin, progress);
        if (table.Settings.OrderBy is { } orderBy)
        {
            order = order with { First = OrderIn(values.Span, table, orderBy) };
        }

        Add(table, new TableRow(record, held, values, order, row.IsDeletion));
    }

    /// <summary>Null of a holding that has ended.</summary>
    private PartitionProgress? ProgressOf(PartitionTenure tenure)
    {
        // Records of a partition mostly come one after the other.
        if (!ReferenceEquals(tenure, _lastTenure))
        {
            _lastTenure = tenure;
            _lastProgress = _progress.GetValueOrDefault(tenure);
        }

        return _lastProgress;
    }

    private void Add(SqlTable table, TableRow row)
    {
        if (table.IsUpserted)
        {
            if (!_keyed.TryGetValue(table, out var keys))
            {
                _keyed.Add(table, keys = new RowKeys(table));
            }

            keys.Add(row);
            return;
        }

        if (!_appended.TryGetValue(table, out var rows))
        {
            _appended.Add(table, rows = []);
        }

        rows.Add(row);
    }

    /// <summary>A dead letter that is replayed has the place that it had in its topic, as far as it is known: it is never newer than it was.</summary>
    private static RowOrder OrderOf(BufferedRecord record, RecordOrigin? origin, PartitionProgress progress) => origin is { } first
        ? new RowOrder(record.TimestampMs, first.Partition, first.Offset)
        : new RowOrder(progress.NewestTimestampMs, record.Tenure.Partition, record.Offset);

    private static long OrderIn(ReadOnlySpan<byte> row, SqlTable table, string orderBy)
    {
        var values = new RowReader(row);
        foreach (var column in table.Parsed)
        {
            var value = values.Read(column.Type.Kind);
            if (column.Name == orderBy)
            {
                return value.IsNull ? long.MinValue : value.Integer;
            }
        }

        return long.MinValue;
    }

    /// <summary>The records of all buffers, those of a partition by their offsets: their running maximum depends on it.</summary>
    private static IEnumerable<WaitingRecord> InOrder(IReadOnlyList<DestinationBuffer> buffers, Dictionary<string, SqlTable> tables)
    {
        var all = buffers.SelectMany(buffer => Records(buffer, tables[buffer.Destination.Folder]));
        return buffers.Count == 1 ? all : all.OrderBy(waiting => waiting.Record.Offset);
    }

    private static IEnumerable<WaitingRecord> Records(DestinationBuffer buffer, SqlTable table)
    {
        var start = 0;
        for (var i = 0; i < buffer.Records.Length; i++)
        {
            var record = buffer.Records[i];
            yield return new WaitingRecord(buffer, table, record, start);
            start += record.LineBytes;
        }
    }

    private readonly record struct WaitingRecord(DestinationBuffer Buffer, SqlTable Table, BufferedRecord Record, int Start);
}

/// <summary>How far the ledger of one partition gets by a transaction.</summary>
/// <param name="ledger">Where it was.</param>
/// <param name="lastTaken">The last record that was taken, landed or not.</param>
internal sealed class PartitionProgress(LedgerEntry ledger, RecordPrint? lastTaken)
{
    /// <summary>Where it was.</summary>
    public LedgerEntry Ledger => ledger;

    /// <summary>Where it gets.</summary>
    public long Next { get; private set; } = ledger.Next;

    /// <summary>The greatest timestamp so far, milliseconds since 1970 UTC.</summary>
    public long NewestTimestampMs { get; private set; } = ledger.NewestTimestampMs;

    /// <summary>How many records get it there.</summary>
    public int Taken { get; private set; }

    /// <summary>The last record below <see cref="Next"/>, where it is known.</summary>
    public RecordPrint? Last => lastTaken is { } last && last.Offset < Next ? last : null;

    /// <summary>A record is landed.</summary>
    public void Take(BufferedRecord record)
    {
        Next = Math.Max(Next, record.Offset + 1);
        NewestTimestampMs = Math.Max(NewestTimestampMs, record.TimestampMs);
        Taken++;
    }
}

/// <summary>A record that a table does not take.</summary>
/// <param name="Table">The table.</param>
/// <param name="Record">The record.</param>
/// <param name="Held">What is held of it; see <see cref="HeldRow"/>.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct RefusedRow(SqlTable Table, BufferedRecord Record, ReadOnlyMemory<byte> Held, string Reason);
