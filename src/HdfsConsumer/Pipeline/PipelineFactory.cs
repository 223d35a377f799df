using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Replaying;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>Puts a pipeline together from its settings: the only place that knows which class does what.</summary>
internal sealed class PipelineFactory(LandingSettings settings, TimeProvider clock, IPipelineObserver observer)
{
    private readonly FilePolicy _policy = new(settings.FileBytesMax, settings.Compression == FileCompression.Gzip);

    private static readonly TimeSpan EnterTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EnterRetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Reaches the broker, and leaves it again.</summary>
    /// <exception cref="StopException">It does not answer.</exception>
    public static void Reach(LandingSettings settings) => KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout).Dispose();

    /// <summary>Opens the landing, reaches the broker, joins the group, and runs until it is told to stop or reaches the end.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public void Run(CancellationToken stop)
    {
        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        using var cluster = KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout);
        observer.Connected(settings.Kafka.BootstrapServers);
        InLanding(disk, (files, intake) =>
        {
            using var tables = OpenTables(files);
            var landing = tables?.Landing ?? files;
            var rules = new StartRules(settings.Kafka.AutoOffsetReset, settings.OnAhead, settings.OnDataLoss);
            var opener = new TenureOpener(landing, rules, settings.NewIncarnation, settings.Kafka.GroupId);
            using var source = new KafkaRecordSource(settings.Kafka, settings.Topics, MissingTopicRule, cluster, opener, clock, observer);
            observer.Subscribed(settings.Topics);
            using var sink = NewSink(disk, landing, tables);
            NewPipeline(source, intake, sink).Run(stop);
            if (settings.UntilEnd && tables is not null && !stop.IsCancellationRequested)
            {
                TakeSnapshot(tables.Snapshots, stop);
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
        return InLanding(disk, (files, intake) =>
        {
            using var tables = OpenTables(files);
            var landing = tables?.Landing ?? files;
            using var source = new DeadLetterSource(disk, landing, settings.Topics, intake.Fingerprint);
            using var sink = NewSink(disk, landing, tables);
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
        return InLanding(disk, (landing, _) =>
        {
            using var source = new DeadLetterSource(disk, landing, settings.Topics, rulesToLeave: null);
            return use(source);
        }, RefuseToForget, stop);
    }

    /// <summary>Keeps the tables of a pipeline as a version; returns which, or null when nothing has changed since the last one.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public long? TakeSnapshot(CancellationToken stop)
    {
        using var disk = new LocalDisk(BasePath.Open(settings.BasePath));
        return InLanding(disk, (files, _) =>
        {
            using var tables = OpenTables(files) ?? throw new StopException(ExitCode.WrongUsage, $"Pipeline {settings.Pipeline} lands in files, of which no snapshots are taken.");
            return TakeSnapshot(tables.Snapshots, stop);
        }, RefuseToForget, stop);
    }

    /// <summary>Says of lines of JSON where each would go, as records of a topic that come now.</summary>
    public void Preview(IEnumerable<byte[]> lines, string topic, Action<string> say)
    {
        var intake = NewIntake(caseBlindDisk: false);
        foreach (var line in lines)
        {
            say(intake.Preview(topic, clock.GetUtcNow().ToUnixTimeMilliseconds(), line));
        }
    }

    private T? InLanding<T>(
        LocalDisk disk, Func<LandingFolder, Intake, T> use, Action<LandingRecord> forgetCommitted, CancellationToken stop)
    {
        var intake = NewIntake(CaseTrial.IsCaseBlind(disk, disk.Root));
        using var landing = Enter(disk, intake.Fingerprint, forgetCommitted, stop);
        return landing is null ? default : use(landing, intake);
    }

    /// <summary>What decides where each record goes.</summary>
    private Intake NewIntake(bool caseBlindDisk)
    {
        var fields = new FieldTable();
        var database = settings.Database;
        IColumnsForm? columns = database is not null ? new RowEncoding(settings.Parse.Columns, fields)
            : settings.Parse.Columns.Count > 0 ? new ColumnsWriter(settings.Parse.Columns, fields) : null;
        var takesTombstones = database?.Tables.Values.Any(table => table.DeleteOnNull) == true;
        var router = new RecordRouter(settings.Routes, settings.Parse, fields, CountryTable.Load(), database is null ? settings.FileName : null, caseBlindDisk);
        return new Intake(new JsonRecordParser(settings.RecordBytesMax, fields, columns, settings.Parse.NullTexts, takesTombstones), router, observer, holdsRows: database is not null);
    }

    /// <summary>The tables of a pipeline that lands in a database, made where there are none; null for one that lands in files.</summary>
    private DatabaseLanding? OpenTables(LandingFolder files)
    {
        if (settings.Database is not { } wanted)
        {
            return null;
        }

        var database = new SqlDatabase(SqlDialects.Of(settings.Sink, wanted.Connection), [.. wanted.Tables.Select(table => new SqlTable(table.Key, table.Value, settings.Parse.Columns, wanted.Dimensions))], clock);
        try
        {
            var ledger = new SqlLedger(database);
            new TableSetup(database, ledger, wanted.OnNewColumn).Run();
            return new DatabaseLanding(database, ledger, new SqlLanding(database, ledger, files, settings.Pipeline), new Snapshots(database, settings.Pipeline, wanted, clock));
        }
        catch (ServerGoneException e)
        {
            database.Dispose();
            throw new StopException(ExitCode.Unreachable, $"{e.Message}. Is it started? See Sink:Connection, POSTGRES_CONNECTION and MYSQL_CONNECTION.", e);
        }
        catch
        {
            database.Dispose();
            throw;
        }
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
    private static long? TakeSnapshot(Snapshots snapshots, CancellationToken stop)
    {
        long? version;
        while (!snapshots.TryTake(TimeSpan.Zero, out version) && !stop.WaitHandle.WaitOne(EnterRetryDelay))
        {
            // Another instance is writing.
        }

        return version;
    }

    private ISink NewSink(LocalDisk disk, ILanding landing, DatabaseLanding? tables)
    {
        var files = new JsonLinesSink(disk, landing, _policy, settings.OpenFilesMax);
        return tables is null
            ? files
            : new SqlSink(tables.Database, tables.Ledger, files, new RefusedRows(files, CaseTrial.IsCaseBlind(disk, disk.Root), observer), tables.Snapshots);
    }

    private RecordPipeline NewPipeline(IRecordSource source, Intake intake, ISink sink) => new(
        source,
        intake,
        sink,
        new FlushTrigger(clock, settings.BatchRecordsMax, settings.BufferBytesMax, settings.FlushInterval),
        new CheckpointTrigger(clock, settings.CheckpointInterval),
        new PipelineLimits(settings.Kafka.PollRecordsMax, settings.Kafka.PollTimeout, settings.BufferBytesMax, settings.DeadLettersInARowMax, settings.UntilEnd),
        clock,
        observer);

    private LandingFolder? Enter(LocalDisk disk, string fingerprint, Action<LandingRecord> forgetCommitted, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var landing = LandingFolder.TryOpen(disk, disk.Root, settings.Pipeline, fingerprint, new FileDestinations(disk, disk.Root, _policy, settings.FileName), forgetCommitted);
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

    /// <summary>A database that is landed in.</summary>
    private sealed record DatabaseLanding(SqlDatabase Database, SqlLedger Ledger, ILanding Landing, Snapshots Snapshots) : IDisposable
    {
        public void Dispose() => Database.Dispose();
    }
}
