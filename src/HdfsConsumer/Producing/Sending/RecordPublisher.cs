using Confluent.Kafka;
using HdfsConsumer.Configuration;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing.Sending;

/// <summary>A record that the broker did not take.</summary>
/// <param name="Line">The line that its row begins on.</param>
/// <param name="Reason">Why not.</param>
internal sealed record FailedRecord(long Line, string Reason);

/// <summary>
/// Sends records to topics, each at least and at most once in a run: the broker acknowledges with all of its replicas, and
/// drops what arrives twice. The client's queue bounds what is on its way: sending waits while it is full.
/// </summary>
internal sealed class RecordPublisher : IDisposable
{
    /// <summary>How many of the records that failed are remembered one by one.</summary>
    public const int FailuresKept = 10;

    private const int RecordsPerCount = 256;

    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(60);

    private readonly string _address;
    private readonly IReadOnlyList<string> _topics;
    private readonly RowMark _mark;
    private readonly PublishingCounts _counts;
    private readonly NativeProducer _producer;
    private readonly List<FailedRecord> _failures = [];
    private long _sent;
    private Error? _end;
    private Error? _trouble;

    /// <summary>Sends nothing yet.</summary>
    /// <param name="settings">Where the cluster is.</param>
    /// <param name="topics">The topics; see <see cref="SourceRow.Topic"/>.</param>
    /// <param name="sourceName">See <see cref="IRowSource.Name"/>.</param>
    /// <param name="batchRecords">Records sent together at most.</param>
    /// <param name="transactionalId">What the transaction goes by, null to publish without.</param>
    /// <param name="counts">Where to count.</param>
    /// <exception cref="StopException">The properties do not go together.</exception>
    public RecordPublisher(KafkaSettings settings, IReadOnlyList<string> topics, string sourceName, int batchRecords, string? transactionalId, PublishingCounts counts)
    {
        (_address, _topics, _mark, _counts) = (settings.BootstrapServers, topics, new RowMark(sourceName), counts);
        try
        {
            _producer = new NativeProducer(
                ProducerProperties.For(settings, batchRecords, transactionalId),
                topics,
                Failed,
                error => _trouble = error.Code == ErrorCode.Local_AllBrokersDown ? _trouble : error);
        }
        catch (ArgumentException e)
        {
            throw new StopException(ExitCode.WrongUsage, $"Kafka:Properties are not accepted: {e.Message}", e);
        }
    }

    /// <summary>The first records that failed, in the order in which the broker said so.</summary>
    public IReadOnlyList<FailedRecord> Failures => _failures;

    /// <summary>Ends what an earlier run under the same transactional id left open, and begins a transaction.</summary>
    /// <exception cref="StopException">The cluster does not let it.</exception>
    public void BeginTransaction() => InTransaction("begun", () =>
    {
        _producer.InitTransactions(TransactionTimeout);
        _producer.BeginTransaction();
    });

    /// <summary>Makes everything visible.</summary>
    /// <exception cref="StopException">The cluster does not let it; nothing is visible.</exception>
    public void CommitTransaction() => InTransaction("committed", () => _producer.CommitTransaction(TransactionTimeout));

    /// <summary>Takes everything back, as far as the cluster can be reached: else it does so itself after a time.</summary>
    public void AbortTransaction()
    {
        try
        {
            _producer.AbortTransaction(TransactionTimeout);
        }
        catch (KafkaException)
        {
            // The reason for taking back is what the operator is told.
        }
    }

    /// <summary>Sends a row.</summary>
    /// <exception cref="StopException">The broker takes no records any more.</exception>
    public void Send(in SourceRow row)
    {
        _sent++;
        if (_producer.Produce(row.Topic, row.Line, row.Key, row.Value, _mark.Of(row.Line, row.Print)) is { } error)
        {
            Failed(row.Line, error);
        }

        // Asking takes the queue's lock, which the client's own thread wants too.
        if (_sent % RecordsPerCount == 0)
        {
            Count();
        }

        ThrowIfEnded();
    }

    /// <summary>Waits until the broker has taken or refused everything that was sent.</summary>
    /// <exception cref="StopException">The broker takes no records any more.</exception>
    public void Flush()
    {
        _producer.Flush();
        Count();
        ThrowIfEnded();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Count()
    {
        _counts.Delivered = _sent - _counts.Failed - _producer.OnTheirWay;
    }

    private void Failed(long line, Error error)
    {
        _counts.AddFailed();
        if (_failures.Count < FailuresKept)
        {
            _failures.Add(new FailedRecord(line, error.Reason));
        }

        _end ??= IsOfThisRecordOnly(error) ? null : error;
    }

    private static bool IsOfThisRecordOnly(Error error) =>
        error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord or ErrorCode.RecordListTooLarge;

    private void ThrowIfEnded()
    {
        if (_end is { } end)
        {
            var isUnreachable = end.Code is ErrorCode.Local_MsgTimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown;
            var reason = _trouble is { } trouble && isUnreachable ? $"{end.Reason} ({trouble.Reason})" : end.Reason;
            throw new StopException(
                isUnreachable ? ExitCode.Unreachable : ExitCode.DataNeedsAttention,
                $"Kafka at {_address} takes no more records for {(_topics.Count == 1 ? "topic" : "topics")} {string.Join(", ", _topics)}: {reason}");
        }
    }

    private void InTransaction(string done, Action action)
    {
        try
        {
            action();
        }
        catch (KafkaException e)
        {
            throw new StopException(
                e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport ? ExitCode.Unreachable : ExitCode.DataNeedsAttention,
                $"The transaction could not be {done} at {_address}: {e.Error.Reason}",
                e);
        }
    }
}
