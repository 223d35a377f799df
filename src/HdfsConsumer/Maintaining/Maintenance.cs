using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Replaying;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;
using Serilog.Core;

namespace HdfsConsumer.Maintaining;

/// <summary>Looks after what a pipeline has landed below a base path.</summary>
internal sealed class Maintenance : IDisposable
{
    private readonly LandingSettings _settings;
    private readonly string _basePath;
    private readonly LocalDisk _disk;
    private readonly LandingView _landing;

    private Maintenance(LandingSettings settings, string basePath, LocalDisk disk, LandingView landing)
    {
        _settings = settings;
        _basePath = basePath;
        _disk = disk;
        _landing = landing;
    }

    /// <summary>Whether anything was landed by a pipeline.</summary>
    public static bool IsLanded(LandingSettings settings)
    {
        if (!Directory.Exists(settings.BasePath))
        {
            return false;
        }

        var basePath = BasePath.Whole(settings.BasePath);
        using var disk = new LocalDisk(basePath);
        return LandingView.Look(disk, basePath, settings.Pipeline) is not null;
    }

    /// <summary>Opens an existing landing.</summary>
    /// <exception cref="StopException">There is none.</exception>
    public static Maintenance Open(LandingSettings settings)
    {
        if (!Directory.Exists(settings.BasePath))
        {
            throw new StopException(ExitCode.WrongUsage, $"--hdfs-path {settings.BasePath} is no folder that exists. Give the one that was landed below.");
        }

        var basePath = BasePath.Whole(settings.BasePath);
        var disk = new LocalDisk(basePath);
        if (LandingView.Look(disk, basePath, settings.Pipeline) is { } landing)
        {
            return new Maintenance(settings, basePath, disk, landing);
        }

        disk.Dispose();
        throw new StopException(ExitCode.WrongUsage, $"Pipeline {settings.Pipeline} has landed nothing below {settings.BasePath} yet. Is it another pipeline, or another folder (--hdfs-path)?");
    }

    /// <summary>Reads everything back.</summary>
    public VerifiedLanding Verify()
    {
        var files = new LandingVerifier(_disk, _basePath, _settings.Pipeline, _settings.FileName, Others).Verify()!;
        if (_settings.Database is null)
        {
            return files;
        }

        using var tables = new TableLanding(_settings);
        return tables.Verify(files);
    }

    /// <summary>Says how far the landing is; the exit code tells whether the broker could be asked.</summary>
    public int WriteStatus(TextWriter output, TextWriter error)
    {
        var status = new LandingStatus(_disk, _basePath, _settings.Pipeline, _settings.FileName, Others);
        using var tables = _settings.Database is null ? null : new TableLanding(_settings);
        if (status.Write(output, tables?.Look() ?? _landing, tables?.Rows() ?? [], _settings.Kafka, _settings.BrokerTimeout) is not { } trouble)
        {
            return ExitCode.Done;
        }

        error.WriteLine(trouble);
        return ExitCode.Unreachable;
    }

    /// <summary>Keeps the tables as a version; returns which, or null when nothing has changed since the last one.</summary>
    public long? TakeSnapshot(CancellationToken stopping)
    {
        using var log = LogSetup.ToStandardError(_settings.LogLevel);
        return Factory(log).TakeSnapshot(stopping);
    }

    /// <summary>Lands the dead letters again; returns the exit code.</summary>
    public int Replay(TextWriter output, CancellationToken stopping)
    {
        using var log = LogSetup.ToStandardError(_settings.LogLevel);
        var (taken, putAside) = Factory(log).Replay(stopping);
        output.WriteLine(taken == 0
            ? $"{_settings.Pipeline}: no dead letter is left that was put aside by other rules than those of today."
            : string.Create(CultureInfo.InvariantCulture, $"{_settings.Pipeline}: {taken} dead letters replayed, {taken - putAside} landed, {putAside} put aside again."));
        return ExitCode.Done;
    }

    /// <summary>Publishes the dead letters to a topic, each at least once; returns the exit code.</summary>
    public int Publish(string topic, TextWriter output, CancellationToken stopping)
    {
        using var cluster = KafkaCluster.Connect(_settings.Kafka, _settings.BrokerTimeout, stop: stopping);
        using var log = LogSetup.ToStandardError(_settings.LogLevel);
        var published = Factory(log).WithDeadLetters(source => DeadLetterPublisher.Publish(source, _settings.Kafka, topic, stopping), stopping);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{published} dead letters published to {topic}, each at least once: one that was published when this is interrupted is published again."));
        return ExitCode.Done;
    }

    /// <summary>Shows what there is, asks, and forgets all of it; returns the exit code.</summary>
    /// <param name="output">Where to show it.</param>
    /// <param name="isConfirmed">Asks.</param>
    /// <exception cref="StopException">An instance is at work, or the group's offsets cannot be reset. Nothing was deleted then.</exception>
    public int Reset(TextWriter output, Func<bool> isConfirmed)
    {
        if (_settings.Database is not null)
        {
            throw new StopException(ExitCode.WrongUsage, $"Pipeline {_settings.Pipeline} lands in tables, which reset does not touch. Delete its rows there, those of its tables and those of {SqlLedger.Table} and {SqlLedger.Topics}, and set its group's offsets back.");
        }

        Show(output);
        var all = Destinations;
        if (!isConfirmed())
        {
            output.WriteLine("Nothing was changed.");
            return ExitCode.DataNeedsAttention;
        }

        if (LandingView.IsInUse(_disk, _basePath, _settings.Pipeline))
        {
            throw new StopException(ExitCode.DataNeedsAttention, $"An instance is landing below {_settings.BasePath}. Stop it first; nothing was changed.");
        }

        using var cluster = ConnectUnlessGone();
        var topics = TopicsOf(cluster);
        ForEachGroup(cluster, kafka => GroupOffsets.RequireIdle(kafka, cluster!, topics));
        if (!LandingFolder.TryReset(_disk, _basePath, _settings.Pipeline, all, _ => ForEachGroup(cluster, kafka => GroupOffsets.Reset(kafka, cluster!, topics))))
        {
            throw new StopException(ExitCode.DataNeedsAttention, $"An instance began to land below {_settings.BasePath}. Stop it and reset again; nothing was deleted.");
        }

        RemoveEmptyFolders(_basePath);
        output.WriteLine("All of it is forgotten. The next landing begins anew.");
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    /// <summary>Everything that the pipeline has landed.</summary>
    private ILandedDestinations Destinations => SinkParts.Of(_settings, _disk, _basePath, TimeProvider.System).Destinations;

    /// <summary>What of it is no files of lines; null where there is nothing else.</summary>
    private IReadableDestinations? Others => Destinations as IReadableDestinations;

    private PipelineFactory Factory(Logger log) =>
        new(_settings, TimeProvider.System, new LandingObserver(new LandingLog(log), TimeProvider.System));

    private void Show(TextWriter output)
    {
        var all = LandedFiles.Below(_disk, _basePath, _settings.FileName).All.ToList();
        var files = all.SelectMany(paths => _disk.EnumerateFiles(paths.Folder).Where(paths.Owns)).Distinct().ToList();
        output.WriteLine($"Pipeline {_settings.Pipeline} below {_settings.BasePath}:");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {files.Count} files of {all.Count} destinations, {files.Sum(file => new FileInfo(file).Length)} bytes, and their ledgers"));
        if (Others is { } others)
        {
            output.WriteLine($"  {others.InWords}");
        }

        foreach (var topic in _landing.Topics)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  the watermarks of {topic.Watermarks.Count} partitions of {topic.Key.Topic}, cluster {topic.Key.ClusterId}"));
        }

        if (_landing.Groups.Count > 0)
        {
            output.WriteLine($"  what is committed of them by {string.Join(", ", _landing.Groups)}");
        }
    }

    private void ForEachGroup(KafkaCluster? cluster, Action<KafkaSettings> step)
    {
        foreach (var group in cluster is null ? [] : _landing.Groups)
        {
            step(_settings.Kafka with { GroupId = group });
        }
    }

    private string[] TopicsOf(KafkaCluster? cluster) =>
        [.. KafkaTopics.Where(key => key.ClusterId == cluster?.Id).Select(key => key.Topic)];

    private IEnumerable<TopicKey> KafkaTopics =>
        _landing.Topics.Where(topic => topic.IsCurrent && !DeadLetterSource.IsSourceOf(topic.Key)).Select(topic => topic.Key);

    /// <summary>The cluster; null when all that was landed came from brokers in memory that are gone, and what the group committed with them.</summary>
    private KafkaCluster? ConnectUnlessGone()
    {
        try
        {
            return KafkaCluster.Connect(_settings.Kafka, _settings.BrokerTimeout, "nothing was changed.");
        }
        catch (StopException e) when (e.ExitCode == ExitCode.Unreachable && KafkaTopics.All(key => ClientProperties.IsInMemoryBroker(key.ClusterId)))
        {
            return null;
        }
    }

    private static void RemoveEmptyFolders(string folder)
    {
        foreach (var child in Directory.EnumerateDirectories(folder).Where(child => !Path.GetFileName(child).StartsWith('.')))
        {
            RemoveEmptyFolders(child);
            if (!Directory.EnumerateFileSystemEntries(child).Any())
            {
                Directory.Delete(child);
            }
        }
    }
}
