using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Analytics;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Sinks.Lake.Tables;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.SimulationTests;

/// <summary>One process: the real pipeline over the simulated disk and the scripted source.</summary>
internal sealed class SimulatedLanding(SimulatedDisk disk, SimulatedCluster cluster, SimulatedClock clock, LandingOptions options, string rules, Random random)
{
    public const string BasePath = "/base";
    public const string Pipeline = "geo-weather";
    private const int VersionsKept = 2;

    /// <summary>Two sets of rules for where records go: each set's data files have a name of their own.</summary>
    public static readonly string[] RuleSets = ["alerts.json", "events.json"];

    /// <summary>What is counted where that is what is done: every record by itself.</summary>
    public static readonly AnalyticsSettings Counted = new()
    {
        Distinct = ["mark"], Top = [new TopSettings("marks", "mark")], TopCount = int.MaxValue, StatsInterval = TimeSpan.FromSeconds(6),
    };

    private static readonly CountryTable Countries = CountryTable.Load();

    private RecordPipeline? _pipeline;

    public SimulatedDisk.DiskView Disk { get; } = disk.View();

    public ScriptedSource? Source { get; private set; }

    /// <summary>Whether it is in the middle of a step, while another process runs.</summary>
    public bool IsRunning { get; private set; }

    public bool IsOpen => _pipeline is not null;

    /// <summary>What there is below the base path, for someone who closes no files.</summary>
    public static ILandedDestinations Destinations(SimulatedDisk.DiskView disk, string rules, LandingKind kind) =>
        Destinations(disk, rules, new FilePolicy(long.MaxValue, CompressClosed: false), kind);

    private static ILandedDestinations Destinations(SimulatedDisk.DiskView disk, string rules, FilePolicy policy, LandingKind kind)
    {
        var files = new FileDestinations(disk, BasePath, policy, rules);
        return kind switch
        {
            LandingKind.Files => files,
            LandingKind.Analytics => new AnalyticsDestinations(disk, BasePath, Pipeline, Counted, files),
            _ => new TableDestinations(disk, BasePath, new LakeDestinations(disk, BasePath, Pipeline, files)),
        };
    }

    /// <summary>What keeps tables in versions.</summary>
    public static TableVersions Versions(SimulatedDisk.DiskView disk, TableDestinations lake, TimeProvider clock) =>
        new(disk, lake.Streams.Lake, lake.Tables, SchemasOf(disk, lake), new VersionPolicy(Pipeline, ParquetCodec.None, VersionsKept), clock);

    private static LearnedSchemas SchemasOf(SimulatedDisk.DiskView disk, TableDestinations lake) =>
        new(disk, lake.Streams.Lake.WorkFolder, () => throw new IOException("Another instance holds the columns."));

    /// <summary>Runs a part of the process; false when it did not outlive it.</summary>
    public bool Run(Action<RecordPipeline, ScriptedSource> part)
    {
        IsRunning = true;
        try
        {
            if (IsOpen || TryOpen())
            {
                part(_pipeline!, Source!);
            }

            return true;
        }
        catch (Exception) when (Disk.IsDead)
        {
            // What it stumbles over after its death, nobody sees.
            return false;
        }
        finally
        {
            IsRunning = false;
        }
    }

    private LakePolicy LakePolicy => new(
        ParquetCodec.None, options.FileBytesMax, FileRecordsMax: options.FileBytesMax / 40, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(4), options.OpenFilesMax, HeldBytesMax: 1000);

    private TablePolicy TablePolicy => new(
        UnsavedRecordsMax: options.FileBytesMax / 40, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(4), SnapshotInterval: TimeSpan.FromSeconds(6), HeldBytesMax: 1_000_000);

    private bool TryOpen()
    {
        var policy = new FilePolicy(options.FileBytesMax, options.CompressClosed, options.FilesForOneSync);
        ISink? sink = null;
        LearnedSchemas? schemas = null;
        LandingFolder? landing;
        try
        {
            var destinations = Destinations(Disk, rules, policy, options.Kind);
            landing = LandingFolder.TryOpen(Disk, BasePath, Pipeline, rules, destinations, cluster.ForgetCommitted);
            if (landing is not null)
            {
                var files = new JsonLinesSink(Disk, landing, policy, options.OpenFilesMax);
                sink = files;
                if (destinations is AnalyticsDestinations analytics)
                {
                    var summaries = new Summaries(Disk, analytics.Folders, Pipeline, analytics.States, analytics.Files, clock, new SilentObserver());
                    sink = new AnalyticsSink(analytics, landing, files, summaries, Counted.StatsInterval, clock);
                }

                if (destinations is TableDestinations lake)
                {
                    schemas = SchemasOf(Disk, lake);
                    sink = new LakeSink(Disk, landing, files, schemas, LakePolicy, clock);
                    sink = options.Kind == LandingKind.Lake ? sink : new TableSink(lake.Streams.Lake, landing, sink, lake.States, Versions(Disk, lake, clock), TablePolicy, clock);
                }
            }
        }
        catch (IOException)
        {
            // The program would stop here; someone starts it again.
            return false;
        }

        if (landing is null)
        {
            return false;
        }

        var fields = new FieldTable();
        var router = new RecordRouter([RouteSettings.All(options.Kind == LandingKind.Analytics ? AnalyticsSettings.Folder : "{country}/{city}")], new ParseSettings(), fields, Countries, rules, caseBlindDisk: false, options.Kind == LandingKind.Tables ? [SimulatedCluster.TableTopic] : []);
        var observer = new SilentObserver();
        var startRules = new StartRules(options.AutoOffsetReset, OnAhead.Stop, OnDataLoss.Continue);
        Source = new ScriptedSource(cluster, new TenureOpener(landing, startRules, landNewIncarnation: true, "group"), options.OpensTogether, random);
        _pipeline = new RecordPipeline(
            Source,
            new Intake(new JsonRecordParser(recordBytesMax: 10_000, fields, options.Kind == LandingKind.Analytics ? new FieldsForm(Counted.Fields, fields) : null), router, observer, schemas),
            options.WritesBehind ? new SimulatedBehindSink(sink!, random) : sink!,
            new FlushTrigger(clock, options.BatchRecordsMax, bytesMax: 1_000_000, TimeSpan.FromSeconds(30)),
            new CheckpointTrigger(clock, TimeSpan.FromSeconds(5)),
            new PipelineLimits(TurnRecordsMax: 7, TimeSpan.FromSeconds(1), BufferBytesMax: 1_000_000, DeadLettersInARowMax: 0, StopsAtEnd: false),
            clock,
            observer);
        return true;
    }

    private sealed class SilentObserver : IPipelineObserver
    {
        public bool WantsLatency => false;

        public void Connected(string address)
        {
        }

        public void Subscribed(IReadOnlyList<string> topics)
        {
        }

        public void Landing(TimeSpan sinceTimestamp)
        {
        }

        public void Took(string topic, long records, long bytes)
        {
        }

        public void Wrote(string folder, int records, long bytes, bool areDeadLetters)
        {
        }

        public void Flushed(in FlushOutcome outcome)
        {
        }

        public void Retrying(string step)
        {
        }

        public void Rotated(int files, string lastFolder)
        {
        }

        public void Turned(Func<PipelineStanding> standing)
        {
        }

        public void PutAside(string topic, int partition, long offset, string kind, string reason)
        {
        }

        public void Dropped()
        {
        }

        public void DiskFilled(string message)
        {
        }

        public void DiskFreed()
        {
        }

        public void ServerGone(string server, string reason)
        {
        }

        public void ServerBack()
        {
        }

        public void WaitedForLock(TimeSpan duration)
        {
        }

        public void StartedAgain(string reason)
        {
        }

        public void Checkpointed(TimeSpan took)
        {
        }

        public void Began(string topic, int partition, long offset, string reason)
        {
        }

        public void LostToRetention(string topic, int partition, long records)
        {
        }

        public void Rebalanced()
        {
        }

        public void Assigned(int partitions)
        {
        }

        public void Revoked(int partitions, bool inOrder)
        {
        }

        public void TopicMissing(string topic, string? near)
        {
        }

        public void BrokerGone(string reason)
        {
        }

        public void BrokerBack()
        {
        }

        public void ClientSaid(string line)
        {
        }

        public void Summarised(AnalyticsSummary summary)
        {
        }

        public void Ended(PipelineStanding standing)
        {
        }
    }
}

/// <summary>The settings of a simulated run.</summary>
/// <remarks><c>OpensTogether</c>: whether the partitions of a topic that the group gives are opened together, or one by one.</remarks>
internal sealed record LandingOptions(int BatchRecordsMax, long FileBytesMax, bool CompressClosed, int OpenFilesMax, int FilesForOneSync, AutoOffsetReset AutoOffsetReset, LandingKind Kind, bool WritesBehind, bool OpensTogether);

/// <summary>What is landed in.</summary>
internal enum LandingKind
{
    /// <summary>Files of lines.</summary>
    Files,

    /// <summary>Parquet files of streams.</summary>
    Lake,

    /// <summary>A lake of which one topic is a table.</summary>
    Tables,

    /// <summary>Counts of partitions, and a summary.</summary>
    Analytics,
}

/// <summary>Time that passes when the simulation says so.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_now);

    public void Advance(TimeSpan time) => _now += time.Ticks;
}
