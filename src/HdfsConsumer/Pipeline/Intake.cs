using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>What happens to a record between the source and the batch: it is parsed, routed, and held for its destination.</summary>
/// <param name="parser">Reads it.</param>
/// <param name="router">Says where it goes.</param>
/// <param name="observer">Is told what is not landed.</param>
/// <param name="shape">What records of a topic must have in common; null where each may be as it is.</param>
/// <param name="holdsRows">Whether it is held as a <see cref="HeldRow"/>, for a table of a database; else as a line.</param>
internal sealed class Intake(JsonRecordParser parser, RecordRouter router, IPipelineObserver observer, IRecordShape? shape = null, bool holdsRows = false)
{
    private readonly List<TopicIntake> _byTopic = [];
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly DeadLetter _deadLetter = new(FingerprintOf(parser, router));
    private readonly ReasonWriter _reasons = new();

    /// <summary>Records put aside so far.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Records put aside since the last one that was not.</summary>
    public int DeadLettersInARow { get; private set; }

    /// <summary>Of everything that decides where a record goes.</summary>
    public string Fingerprint { get; } = FingerprintOf(parser, router);

    /// <summary>Says where a record would go, in words: a file, or what becomes of it otherwise.</summary>
    public string Preview(string topic, long timestampMs, ReadOnlySpan<byte> value)
    {
        var reason = parser.Parse(value, isTombstone: false, out var parsed);
        if (reason != DeadLetterReason.None)
        {
            return $"{router.DeadLettersOf(topic)} ({reason.InWords(parser.RefusedColumn)})";
        }

        return router.Route(topic, timestampMs, parsed) switch
        {
            Verdict.Land land => land.To.ToString(),
            Verdict.PutAside aside => $"{router.DeadLettersOf(topic)} ({aside.Reason.InWords(aside.Detail)})",
            _ => "(dropped)",
        };
    }

    /// <summary>Takes a record; false when it need not be held.</summary>
    public bool Take(in ConsumedRecord record, RecordBatch batch)
    {
        IntakeOf(record.Tenure.Topic.Topic).Add(record.Value.Length);
        var isHeld = router.TableOf(record.Tenure.Topic.Topic) is { } table ? TakeKeyed(record, table, batch) : TakeAny(record, batch);
        record.Tenure.Took(new RecordPrint(record.Offset, record.TimestampMs, Checksum.Continue(Checksum.Empty, record.Value)));
        return isHeld;
    }

    /// <summary>Tells the observer what was taken since the last call.</summary>
    public void ReportTaken()
    {
        foreach (var topic in _byTopic)
        {
            topic.Report(observer);
        }
    }

    /// <summary>Takes a record of a lake's table: its line becomes the row of its key, and without a value it deletes it.</summary>
    private bool TakeKeyed(in ConsumedRecord record, Destination table, RecordBatch batch)
    {
        if (record.Key.IsEmpty)
        {
            return PutAside(record, DeadLetterReason.NoKey, detail: null, batch);
        }

        if (!record.IsTombstone)
        {
            return TakeAny(record, batch);
        }

        DeadLettersInARow = 0;
        batch.Add(table, record, AsKeyedLine(record, line: default));
        return true;
    }

    private bool TakeAny(in ConsumedRecord record, RecordBatch batch)
    {
        var reason = parser.Parse(record.Value, record.IsTombstone, out var parsed);
        return reason == DeadLetterReason.None ? TakeParsed(record, parsed, batch) : PutAside(record, reason, parser.RefusedColumn, batch);
    }

    // The topics of a pipeline are few, and a name is the same object for all records of a tenure.
    private TopicIntake IntakeOf(string topic)
    {
        foreach (var known in _byTopic)
        {
            if (known.Topic == topic)
            {
                return known;
            }
        }

        var added = new TopicIntake(topic);
        _byTopic.Add(added);
        return added;
    }

    private bool TakeParsed(in ConsumedRecord record, in ParsedRecord parsed, RecordBatch batch)
    {
        switch (router.Route(record.Tenure.Topic.Topic, record.TimestampMs, parsed))
        {
            case Verdict.PutAside aside:
                return PutAside(record, aside.Reason, aside.Detail, batch);
            case Verdict.Land when shape?.Misfit(record.Tenure.Topic.Topic, parsed.Line) is { } misfit:
                return PutAside(record, DeadLetterReason.UnfitMember, misfit, batch);
            case Verdict.Land land:
                DeadLettersInARow = 0;
                var line = land.AddReason is { } member && parsed.Missing is { } missing ? _reasons.Write(parsed.Line, member, missing) : parsed.Line;
                batch.Add(land.To, record, holdsRows ? AsRow(record, line) : land.To.IsTable ? AsKeyedLine(record, line) : line);
                return true;
            default:
                DeadLettersInARow = 0;
                observer.Dropped();
                return false;
        }
    }

    private ReadOnlySpan<byte> AsRow(in ConsumedRecord record, ReadOnlySpan<byte> columns)
    {
        _row.ResetWrittenCount();
        HeldRow.Write(_row, record, columns);
        return _row.WrittenSpan;
    }

    private ReadOnlySpan<byte> AsKeyedLine(in ConsumedRecord record, ReadOnlySpan<byte> line)
    {
        _row.ResetWrittenCount();
        KeyedLine.Write(_row, record.Key, line);
        return _row.WrittenSpan;
    }

    private bool PutAside(in ConsumedRecord record, DeadLetterReason reason, string? detail, RecordBatch batch)
    {
        var words = reason.InWords(detail);
        DeadLetters++;
        DeadLettersInARow++;
        batch.Add(router.DeadLettersOf(record.Tenure.Topic.Topic), record, _deadLetter.Write(record, words));
        observer.PutAside(record.Tenure.Topic.Topic, record.Origin.Partition, record.Origin.Offset, reason.AsLabel(), words);
        return true;
    }

    private static string FingerprintOf(JsonRecordParser parser, RecordRouter router) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{router.Fingerprint} {parser.Fingerprint}")));

    /// <summary>What was taken of a topic and not told yet.</summary>
    private sealed class TopicIntake(string topic)
    {
        private long _records;
        private long _bytes;

        public string Topic => topic;

        public void Add(int bytes)
        {
            _records++;
            _bytes += bytes;
        }

        public void Report(IPipelineObserver observer)
        {
            if (_records > 0)
            {
                observer.Took(topic, _records, _bytes);
                (_records, _bytes) = (0, 0);
            }
        }
    }
}
