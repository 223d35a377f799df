using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Analytics;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Sinks.Lake.Tables;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>What a kind of sink brings to a pipeline.</summary>
/// <param name="Shape">What its records must have in common; null where each may be as it is.</param>
/// <param name="Destinations">What it has landed so far.</param>
/// <param name="Open">Opens the place where records are landed.</param>
internal sealed record SinkParts(IRecordShape? Shape, ILandedDestinations Destinations, Func<LandingFolder, IPipelineObserver, LandingPlace> Open)
{
    /// <summary>Files of a lake that are unfinished at a time where nothing is said: each holds rows in memory.</summary>
    private const int UnfinishedFilesMax = 256;

    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>The parts of the sink that the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="basePath">The base path as a whole path.</param>
    /// <param name="clock">The clock.</param>
    public static SinkParts Of(LandingSettings settings, IDisk disk, string basePath, TimeProvider clock)
    {
        var policy = new FilePolicy(settings.FileBytesMax, settings.Compression == FileCompression.Gzip);
        var files = new FileDestinations(disk, basePath, policy, settings.FileName);
        return settings.Sink switch
        {
            SinkKind.Parquet => Lake(settings, disk, basePath, clock, policy, files),
            SinkKind.Analytics => Analytics(settings, settings.Analytics!, disk, basePath, clock, policy, files),
            SinkKind.Postgres or SinkKind.MySql => Tables(settings, settings.Database!, disk, clock, policy, files),
            _ => new SinkParts(Shape: null, files, (folder, _) => new LandingPlace(folder, () => new JsonLinesSink(disk, folder, policy, OpenFilesMax(settings)))),
        };
    }

    private static SinkParts Analytics(
        LandingSettings settings, AnalyticsSettings wanted, IDisk disk, string basePath, TimeProvider clock, FilePolicy filePolicy, FileDestinations deadLetters)
    {
        var analytics = new AnalyticsDestinations(disk, basePath, settings.Pipeline, wanted, deadLetters);
        return new SinkParts(Shape: null, analytics, (folder, observer) =>
        {
            // Counts of other settings are told before the first record is taken.
            analytics.States.Merge();
            return new LandingPlace(folder, () => new AnalyticsSink(
                analytics,
                folder,
                new JsonLinesSink(disk, folder, filePolicy, OpenFilesMax(settings)),
                new Summaries(disk, analytics.Folders, settings.Pipeline, analytics.States, analytics.Files, clock, observer),
                wanted.StatsInterval,
                clock));
        });
    }

    private static SinkParts Lake(LandingSettings settings, IDisk disk, string basePath, TimeProvider clock, FilePolicy filePolicy, FileDestinations deadLetters)
    {
        var destinations = new LakeDestinations(disk, basePath, settings.Pipeline, deadLetters);
        var learned = settings.Parse.Columns.Count > 0 ? null : new LearnedSchemas(disk, destinations.Lake.WorkFolder, () => Thread.Sleep(LockRetryDelay));
        ILakeSchemas schemas = learned is null ? new TypedSchemas(settings.Parse.Columns, settings.Routes) : learned;
        var policy = new LakePolicy(
            settings.Lake.Codec switch
            {
                LakeCodec.Gzip => ParquetCodec.Gzip,
                LakeCodec.None => ParquetCodec.None,
                _ => ParquetCodec.Snappy,
            },
            settings.FileBytesMax,
            settings.Lake.FileRecordsMax,
            settings.Lake.FileAgeMax,
            settings.Lake.FileIdleMax,
            settings.OpenFilesMax ?? Math.Min(UnfinishedFilesMax, OpenFilesLimit.Unasked()),
            settings.BufferBytesMax);
        var lake = new TableDestinations(disk, basePath, destinations);
        return new SinkParts(
            learned,
            lake,
            (folder, _) =>
            {
                LinkTrial.Run(disk, destinations.Lake.WorkFolder);
                var versions = settings.Lake.TableTopics.Count > 0
                    ? new TableVersions(disk, destinations.Lake, lake.Tables, schemas, new VersionPolicy(settings.Pipeline, policy.Codec, settings.Lake.SnapshotsKept), clock)
                    : null;
                return new LandingPlace(folder, NewSink, versions);

                ISink NewSink()
                {
                    var streams = new LakeSink(disk, folder, new JsonLinesSink(disk, folder, filePolicy, OpenFilesMax(settings)), schemas, policy, clock);
                    return versions is null ? streams : new TableSink(destinations.Lake, folder, streams, lake.States, versions, TablePolicyOf(settings.Lake), clock);
                }
            });
    }

    private static int OpenFilesMax(LandingSettings settings) => settings.OpenFilesMax ?? OpenFilesLimit.Unasked();

    private static TablePolicy TablePolicyOf(LakeSettings lake) =>
        new(lake.FileRecordsMax, lake.FileAgeMax, lake.FileIdleMax, lake.SnapshotInterval, lake.TableMemoryMax);

    private static SinkParts Tables(LandingSettings settings, DatabaseSettings wanted, IDisk disk, TimeProvider clock, FilePolicy filePolicy, FileDestinations deadLetters) =>
        new(Shape: null, deadLetters, (folder, observer) =>
        {
            var database = OpenTables(settings, wanted, clock);
            var ledger = new SqlLedger(database);
            var landing = new SqlLanding(database, ledger, folder, settings.Pipeline);
            var snapshots = new Snapshots(database, settings.Pipeline, wanted, clock);
            return new LandingPlace(landing, NewSink, snapshots, database);

            ISink NewSink()
            {
                var files = new JsonLinesSink(disk, landing, filePolicy, OpenFilesMax(settings));
                var refused = new RefusedRows(files, CaseTrial.IsCaseBlind(disk, folder.BasePath), observer);
                return new SqlSink(database, ledger, files, refused, snapshots);
            }
        });

    /// <summary>The database with the tables that are wanted, made where there are none.</summary>
    private static SqlDatabase OpenTables(LandingSettings settings, DatabaseSettings wanted, TimeProvider clock)
    {
        var database = new SqlDatabase(
            SqlDialects.Of(settings.Sink, wanted.Connection),
            [.. wanted.Tables.Select(table => new SqlTable(table.Key, table.Value, settings.Parse.Columns, wanted.Dimensions))],
            clock);
        try
        {
            new TableSetup(database, new SqlLedger(database), wanted.OnNewColumn).Run();
            return database;
        }
        catch (ServerGoneException e)
        {
            database.Dispose();
            throw new StopException(ExitCode.Unreachable, $"{e.Message}. Check that it runs, and {DatabaseSettings.VariableOf(settings.Sink)} or Sink:Connection, which say where it is.", e);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
