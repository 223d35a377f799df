using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>Makes dead letters of records that a table does not take, durable before the ledger passes them.</summary>
/// <param name="deadLetters">Where they go.</param>
/// <param name="caseBlindDisk">Whether the disk takes names that differ in case only for one.</param>
/// <param name="observer">Is told of each.</param>
internal sealed class RefusedRows(ISink deadLetters, bool caseBlindDisk, IPipelineObserver observer)
{
    /// <summary>No rules of the pipeline put them aside, but a table that may have been changed since: every replay tries them again.</summary>
    private const string Rules = "table";

    private readonly DeadLetter _letter = new(Rules);

    /// <summary>Puts them aside; false when another instance holds one of the files: nothing may pass them then.</summary>
    public bool TryPutAside(List<RefusedRow> rows)
    {
        foreach (var ofTopic in rows.GroupBy(row => row.Record.Tenure.Topic.Topic))
        {
            using var buffer = new DestinationBuffer(Destination.ForDeadLetters(ofTopic.Key, caseBlindDisk));
            foreach (var row in ofTopic.OrderBy(row => row.Record.Offset))
            {
                buffer.Add(row.Record.Tenure, row.Record.Offset, row.Record.TimestampMs, Write(row));
            }

            deadLetters.Prepare([buffer]);
            if (deadLetters.Append(buffer) != AppendOutcome.Landed)
            {
                return false;
            }
        }

        return rows.Count == 0 || deadLetters.TryMakeDeadLettersStable();
    }

    /// <summary>Says of each what became of it, when that is sure.</summary>
    public void Report(List<RefusedRow> rows)
    {
        foreach (var row in rows)
        {
            var origin = HeldRow.Read(row.Held.Span).Origin ?? new RecordOrigin(row.Record.Tenure.Partition, row.Record.Offset, Attempt: 0);
            observer.PutAside(row.Record.Tenure.Topic.Topic, origin.Partition, origin.Offset, InWords(row));
        }
    }

    private ReadOnlySpan<byte> Write(RefusedRow row)
    {
        var held = HeldRow.Read(row.Held.Span);
        return _letter.Write(
            new ConsumedRecord(row.Record.Tenure, row.Record.Offset, row.Record.TimestampMs, held.Value, held.IsDeletion, held.Origin), InWords(row));
    }

    private static string InWords(RefusedRow row) => DeadLetterReason.RefusedByTable.InWords(row.Reason);
}
