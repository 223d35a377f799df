using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Replaying;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>Puts a pipeline together from its settings: the only place that knows which class does what.</summary>
internal sealed class PipelineFactory(LandingSettings settings, TimeProvider clock, IPipelineObserver observer)
{
    private static readonly TimeSpan EnterTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EnterRetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Reaches the broker, and leaves it again.</summary>
    /// <exception cref="StopException">It does not answer, or not before it is to stop.</exception>
    public static void Reach(LandingSettings settings, CancellationToken stop) => KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout, stop: stop).Dispose();

    /// <summary>Opens the landing, reaches the broker, joins the group, and runs until it is told to stop or reaches the end.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public void Run(CancellationToken stop)
    {
        if (settings.OpenFilesMax is { } openFiles)
        {
            OpenFilesLimit.Require(openFiles);
        }

        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        using var cluster = KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout, stop: stop);
        observer.Connected(settings.Kafka.BootstrapServers);
        InLanding(disk, (folder, intake, parts) =>
        {
            using var place = parts.Open(folder, observer);
            var rules = new StartRules(settings.Kafka.AutoOffsetReset, settings.OnAhead, settings.OnDataLoss);
            var opener = new TenureOpener(place.Landing, rules, settings.NewIncarnation, settings.Kafka.GroupId);
            using var source = new KafkaRecordSource(settings.Kafka, settings.Topics, MissingTopicRule, cluster, opener, clock, observer);
            observer.Subscribed(settings.Topics);
            using var sink = place.NewSink();
            NewPipeline(source, intake, sink).Run(stop);
            if (settings.UntilEnd && place.Snapshots is { } snapshots && !stop.IsCancellationRequested)
            {
                TakeSnapshot(snapshots, stop);
            }

            return true;
        }, record => ForgetCommitted(cluster, record), stop);
    }

    /// <summary>Lands the dead letters of the topics, of all where there are none, as far as they were put aside by other rules.</summary>
    /// <returns>How many were taken, and how many of them were put aside again.</returns>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public (long Taken, long PutAside) Replay(CancellationToken stop)
    {
        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        return InLanding(disk, (folder, intake, parts) =>
        {
            using var place = parts.Open(folder, observer);
            using var source = new DeadLetterSource(disk, place.Landing, settings.Topics, intake.Fingerprint);
            using var sink = place.NewSink();
            var pipeline = NewPipeline(source, intake, sink);
            var left = source.LagRecords;
            pipeline.Run(stop);
            return (left - source.LagRecords, pipeline.DeadLetters);
        }, RefuseToForget, stop);
    }

    /// <summary>Does something else with the dead letters, with all that were neither replayed nor given away before.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public T? WithDeadLetters<T>(Func<DeadLetterSource, T> use, CancellationToken stop)
    {
        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        return InLanding(disk, (folder, _, parts) =>
        {
            using var place = parts.Open(folder, observer);
            using var source = new DeadLetterSource(disk, place.Landing, settings.Topics, rulesToLeave: null);
            return use(source);
        }, RefuseToForget, stop);
    }

    /// <summary>Keeps the tables of a pipeline as a version; returns which, or null when nothing has changed since the last one.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public long? TakeSnapshot(CancellationToken stop)
    {
        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        return InLanding(disk, (folder, _, parts) =>
        {
            using var place = parts.Open(folder, observer);
            return TakeSnapshot(
                place.Snapshots ?? throw new StopException(ExitCode.WrongUsage, $"Pipeline {settings.Pipeline} has no tables of which snapshots are taken: it lands in files, and a lake has those that TableTopics names."), stop);
        }, RefuseToForget, stop);
    }

    /// <summary>Says of lines of JSON where each would go, as records of a topic that come now.</summary>
    public void Preview(IEnumerable<byte[]> lines, string topic, Action<string> say)
    {
        var intake = NewIntake(caseBlindDisk: false, shape: null);
        foreach (var line in lines)
        {
            say(intake.Preview(topic, clock.GetUtcNow().ToUnixTimeMilliseconds(), line));
        }
    }

    private T? InLanding<T>(
        LocalDisk disk, Func<LandingFolder, Intake, SinkParts, T> use, Action<LandingRecord> forgetCommitted, CancellationToken stop)
    {
        var parts = SinkParts.Of(settings, disk, disk.Root, clock);
        var intake = NewIntake(CaseTrial.IsCaseBlind(disk, disk.Root), parts.Shape);
        using var landing = Enter(disk, intake.Fingerprint, parts.Destinations, forgetCommitted, stop);
        return landing is null ? default : use(landing, intake, parts);
    }

    /// <summary>What decides where each record goes.</summary>
    private Intake NewIntake(bool caseBlindDisk, IRecordShape? shape)
    {
        var fields = new FieldTable();
        var isTable = settings.Database is not null;
        IColumnsForm? columns = settings.Analytics is { } analytics ? new FieldsForm(analytics.Fields, fields)
            : isTable ? new RowEncoding(settings.Parse.Columns, fields)
            : settings.Parse.Columns.Count > 0 ? new ColumnsWriter(settings.Parse.Columns, fields) : null;
        var takesTombstones = settings.Database?.Tables.Values.Any(table => table.DeleteOnNull) == true;
        var router = new RecordRouter(settings.Routes, settings.Parse, fields, CountryTable.Load(), isTable ? null : settings.FileName, caseBlindDisk, settings.Lake.TableTopics);
        return new Intake(new JsonRecordParser(settings.RecordBytesMax, fields, columns, settings.Parse.NullTexts, takesTombstones), router, observer, shape, holdsRows: isTable);
    }

    private void ForgetCommitted(KafkaCluster cluster, LandingRecord record)
    {
        foreach (var group in record.Groups)
        {
            GroupOffsets.Reset(
                settings.Kafka with { GroupId = group }, cluster, [.. record.Topics.Where(topic => topic.ClusterId == cluster.Id).Select(topic => topic.Topic)]);
        }
    }

    private void RefuseToForget(LandingRecord record) =>
        throw new StopException(ExitCode.DataNeedsAttention, $"A reset of {settings.BasePath} was interrupted. Finish it first: reset {settings.Pipeline}.");

    private MissingTopics MissingTopicRule => (settings.UntilEnd, settings.MayMissTopics) switch
    {
        (false, _) => MissingTopics.Await,
        (true, true) => MissingTopics.LeaveOut,
        (true, false) => MissingTopics.Refuse,
    };

    /// <summary>Takes a snapshot of the tables where something has changed since the last one; returns its version, null for none.</summary>
    private static long? TakeSnapshot(ISnapshots snapshots, CancellationToken stop)
    {
        long? version;
        while (!snapshots.TryTake(TimeSpan.Zero, out version) && !stop.WaitHandle.WaitOne(EnterRetryDelay))
        {
            // Another instance is writing.
        }

        return version;
    }

    /// <summary>Of a batch for tables, as much again is read while it is written.</summary>
    private long BatchBytesMax => settings.Database is null ? settings.BufferBytesMax : settings.BufferBytesMax / 2;

    private RecordPipeline NewPipeline(IRecordSource source, Intake intake, ISink sink) => new(
        source,
        intake,
        sink,
        new FlushTrigger(clock, settings.BatchRecordsMax, BatchBytesMax, settings.FlushInterval),
        new CheckpointTrigger(clock, settings.CheckpointInterval),
        new PipelineLimits(settings.Kafka.PollRecordsMax, settings.Kafka.PollTimeout, settings.BufferBytesMax, settings.DeadLettersInARowMax, settings.UntilEnd),
        clock,
        observer);

    private LandingFolder? Enter(
        LocalDisk disk, string fingerprint, ILandedDestinations destinations, Action<LandingRecord> forgetCommitted, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var landing = LandingFolder.TryOpen(disk, disk.Root, settings.Pipeline, fingerprint, destinations, forgetCommitted);
            if (landing is not null)
            {
                return landing;
            }

            if (clock.GetElapsedTime(began) > EnterTimeout)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"Another instance is opening {disk.Root} and does not go on. Is it stopped? End or continue it.");
            }

            stop.WaitHandle.WaitOne(EnterRetryDelay);
        }

        return null;
    }
}
