using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Committing;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline;

/// <summary>Puts a pipeline together from its settings: the only place that knows which class does what.</summary>
internal sealed class PipelineFactory(LandingSettings settings, TimeProvider clock, IPipelineObserver observer)
{
    /// <summary>The root action's pipeline.</summary>
    public const string Name = "geo-weather";

    /// <summary>The data file in each city's folder.</summary>
    public const string FileName = "alerts.json";

    private static readonly TimeSpan EnterTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EnterRetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Opens the landing, reaches the broker, joins the group, and runs until it is told to stop or reaches the end.</summary>
    /// <exception cref="StopException">Something is wrong that a person can mend.</exception>
    public void Run(CancellationToken stop)
    {
        var basePath = BasePath.Open(settings.BasePath);
        using var disk = new LocalDisk(basePath);
        using var cluster = KafkaCluster.Connect(settings.Kafka, settings.BrokerTimeout);
        observer.Connected(settings.Kafka.BootstrapServers);

        var router = new CityRouter(CountryTable.Load(), FileName, CaseTrial.IsCaseBlind(disk, basePath));
        var policy = new FilePolicy(settings.FileBytesMax, settings.Compression == FileCompression.Gzip);
        using var landing = Enter(disk, basePath, Fingerprint(router), policy, stop);
        if (landing is null)
        {
            return;
        }

        using var sink = new JsonLinesSink(disk, landing, policy, settings.OpenFilesMax);
        var rules = new StartRules(settings.Kafka.AutoOffsetReset, settings.OnAhead, settings.OnDataLoss);
        var opener = new TenureOpener(landing, rules, settings.NewIncarnation, settings.Kafka.GroupId);
        using var source = new KafkaRecordSource(settings.Kafka, settings.Topics, settings.UntilEnd, cluster, opener, clock, observer);
        observer.Subscribed(settings.Topics);

        var pipeline = new RecordPipeline(
            source,
            new JsonRecordParser(settings.RecordBytesMax),
            router,
            sink,
            new FlushTrigger(clock, settings.BatchRecordsMax, settings.BufferBytesMax, settings.FlushInterval),
            new CheckpointTrigger(clock, settings.CheckpointInterval),
            new PipelineLimits(settings.Kafka.PollRecordsMax, settings.Kafka.PollTimeout, settings.BufferBytesMax, settings.DeadLettersInARowMax, settings.UntilEnd),
            clock,
            observer);
        pipeline.Run(stop);
    }

    private LandingFolder? Enter(LocalDisk disk, string basePath, string fingerprint, FilePolicy policy, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var landing = LandingFolder.TryOpen(disk, basePath, Name, fingerprint, new FileDestinations(disk, basePath, policy, FileName));
            if (landing is not null)
            {
                return landing;
            }

            if (clock.GetElapsedTime(began) > EnterTimeout)
            {
                throw new StopException(ExitCode.DataNeedsAttention, $"Another instance is opening {basePath} and does not go on. Is it stopped? End or continue it.");
            }

            stop.WaitHandle.WaitOne(EnterRetryDelay);
        }

        return null;
    }

    /// <summary>Everything that decides where a record goes.</summary>
    private string Fingerprint(CityRouter router) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{router.Fingerprint} json {JsonRecordParser.Version} {settings.RecordBytesMax} {JsonRecordParser.DepthMax}"))));
}
