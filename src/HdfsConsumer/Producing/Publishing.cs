using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Producing.Sending;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Producing;

/// <summary>One run of <c>produce</c>: publishes the rows of a source to its topics, and tells what became of them.</summary>
/// <param name="settings">What is asked for.</param>
/// <param name="surroundings">What there is around it.</param>
internal sealed class Publishing(PublishingSettings settings, PublishingSurroundings surroundings)
{
    private readonly PublishingCounts _counts = new();
    private readonly RejectedRows? _rejected = settings.Source is FileSettings file ? new RejectedRows(file.RejectedPath) : null;
    private bool _isCutShort;

    /// <summary>Publishes until everything is sent, or until stopped.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="StopException">It cannot go on.</exception>
    public int Run()
    {
        using var source = new SourceOpening(surroundings).Open(settings.Source, isReadTwice: settings.Resume, isPaced: settings.BatchDelay > TimeSpan.Zero);
        if (source is null)
        {
            return ExitCode.Done;
        }

        using var publisher = new RecordPublisher(
            settings.Connection.Kafka, settings.Topics, source.Name, settings.BatchRecords, settings.Transactional ? $"hdfs-consumer-{settings.Topics[0]}-{source.Name}" : null, _counts);
        using var cluster = KafkaCluster.Connect(
            settings.Connection.Kafka, settings.Connection.BrokerTimeout, $"or start one in memory: {CalledAs.Text} broker --topics {string.Join(',', settings.Topics)}");
        var preparation = new TopicPreparation(cluster, surroundings.Error.WriteLine);
        var partitions = settings.Topics.Select(topic => preparation.Prepare(topic, settings.CreateTopic)).ToList();
        var summary = new PublishingSummary(settings, surroundings, source.Name);
        using (_rejected)
        {
            try
            {
                surroundings.Progress.Watch(_counts, () => Publish(source, publisher, () => RowsThere(source, cluster, partitions[0])));
            }
            catch (StopException)
            {
                summary.Tell(_counts, publisher.Failures, isCutShort: true);
                throw;
            }
        }

        summary.Tell(_counts, publisher.Failures, _isCutShort);
        return _counts.Rejected + _counts.Failed > 0 || _isCutShort ? ExitCode.DataNeedsAttention : ExitCode.Done;
    }

    private void Publish(IRowSource source, RecordPublisher publisher, Func<PublishedRows> rowsThere)
    {
        if (!settings.Transactional)
        {
            Send(source, publisher, rowsThere());
            return;
        }

        // What an earlier run left open is ended first: what is in the topic is certain only then.
        publisher.BeginTransaction();
        try
        {
            Send(source, publisher, rowsThere());
            ThrowIfNotWhole();
            publisher.CommitTransaction();
        }
        catch (StopException)
        {
            publisher.AbortTransaction();
            throw;
        }
    }

    private PublishedRows RowsThere(IRowSource source, KafkaCluster cluster, int partitions)
    {
        if (!settings.Resume)
        {
            return PublishedRows.None;
        }

        using var index = RowIndex.Of(source, IsTaken);
        return PublishedRows.Find(cluster, settings.Connection.Kafka, (settings.Topics[0], partitions), source.Name, index, surroundings.Stopping);
    }

    private void Send(IRowSource source, RecordPublisher publisher, PublishedRows there)
    {
        var inBatch = 0;
        source.Read((in row) =>
        {
            if (!IsTaken(row))
            {
                return false;
            }

            _counts.FractionRead = source.FractionRead ?? double.NaN;
            if (row.Rejection is not null)
            {
                Reject(row, publisher);
            }
            else if (there.Contains(row.Line))
            {
                _counts.AddAlreadyThere();
            }
            else
            {
                publisher.Send(row);
                inBatch = AfterSending(inBatch + 1, publisher);
            }

            return true;
        });
        publisher.Flush();
        _isCutShort = surroundings.Stopping.IsCancellationRequested && (settings.Transactional || source.FractionRead is not null);
    }

    private bool IsTaken(in SourceRow row) => row.Number <= (settings.RowsMax ?? long.MaxValue) && !surroundings.Stopping.IsCancellationRequested;

    private void Reject(in SourceRow row, RecordPublisher publisher)
    {
        _counts.AddRejected();
        if (settings.Strict || _rejected is null)
        {
            publisher.Flush();
            throw new StopException(ExitCode.DataNeedsAttention, $"Line {row.Line} {row.Rejection}. Stopped there, for --strict was given.");
        }

        _rejected.Add(row);
    }

    private int AfterSending(int inBatch, RecordPublisher publisher)
    {
        if (settings.BatchDelay == TimeSpan.Zero || inBatch < settings.BatchRecords)
        {
            return inBatch;
        }

        publisher.Flush();
        surroundings.Stopping.WaitHandle.WaitOne(settings.BatchDelay);
        return 0;
    }

    private void ThrowIfNotWhole()
    {
        if (_counts.Failed > 0)
        {
            throw new StopException(ExitCode.DataNeedsAttention, "Some records were not taken, so the transaction was taken back.");
        }

        if (_isCutShort)
        {
            throw new StopException(ExitCode.DataNeedsAttention, "Stopped before the end, so the transaction was taken back.");
        }
    }
}
