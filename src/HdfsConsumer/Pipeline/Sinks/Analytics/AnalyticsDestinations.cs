using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>Everything that a pipeline has counted: the states of its partitions, the files of its summary, and its dead letters.</summary>
internal sealed class AnalyticsDestinations : IReadableDestinations
{
    private readonly IDisk _disk;
    private readonly FileDestinations _deadLetters;

    /// <summary>Makes it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="basePath">The folder that all lies below.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="settings">What is counted.</param>
    /// <param name="deadLetters">The files of lines below the same base path.</param>
    public AnalyticsDestinations(IDisk disk, string basePath, string pipeline, AnalyticsSettings settings, FileDestinations deadLetters)
    {
        (_disk, _deadLetters) = (disk, deadLetters);
        Folders = new LandedFolders(disk, basePath, new LandingPaths(basePath, pipeline).Folder, "analytics");
        States = new AnalyticsStates(disk, Folders, settings);
        Files = new SummaryFiles(disk, basePath, Folders, settings);
    }

    /// <summary>Its folders.</summary>
    public LandedFolders Folders { get; }

    /// <summary>The states.</summary>
    public AnalyticsStates States { get; }

    /// <summary>The files of the summary.</summary>
    public SummaryFiles Files { get; }

    /// <inheritdoc/>
    public string InWords => string.Create(
        CultureInfo.InvariantCulture, $"the counts of {States.All.Count()} partitions, and {Files.Paths.Count(_disk.FileExists)} files of their summary");

    /// <inheritdoc/>
    /// <remarks>What is shown is made of the states alone.</remarks>
    public void AdoptExisting(LandingFolder landing)
    {
        Folders.Open();
        _deadLetters.AdoptExisting(landing);
    }

    /// <inheritdoc/>
    public string? FindUnfinished(IReadOnlyList<OpenTopic> topics)
    {
        var watermarks = TopicStem.WatermarksOf(topics);
        return _deadLetters.FindUnfinished(topics) ?? States.All
            .Where(state => watermarks.TryGetValue(state.Name.Stem, out var known) && CountsFile.NextIn(_disk, state.Path) > known.GetValueOrDefault(state.Name.Partition).Next)
            .Select(state => state.Path)
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public bool TryRepair(LandingFolder landing)
    {
        Folders.Open();
        Folders.RemoveAbandoned();
        return _deadLetters.TryRepair(landing);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        _deadLetters.Remove();
        Files.Remove();
        Folders.Clear();
    }

    /// <inheritdoc/>
    public bool Owns(string path) => Files.Paths.Contains(path);

    /// <inheritdoc/>
    public IEnumerable<(string Path, FileFindings Findings)> ReadBack(LandingView landing)
    {
        var findings = new FileFindings();

        // States only get further, so they are read after the summary that is made of them.
        var shown = ReadShown(findings);
        var topics = TopicStem.AllOf(landing);
        var next = new Dictionary<PartitionKey, long>();
        foreach (var (name, _) in States.All.ToList())
        {
            var (stateNext, records) = ReadState(name, findings);
            findings.Lines += records;
            if (topics.TryGetValue(name.Stem, out var topic))
            {
                next[new PartitionKey(topic.Hash, name.Partition)] = stateNext;
            }

            shown.Remove(name, out var shownNext);
            if (shownNext > stateNext)
            {
                findings.Problem(string.Create(CultureInfo.InvariantCulture, $"{name} is at offset {stateNext}, and the summary was made of one at {shownNext}: it was replaced by an older one."));
            }
        }

        foreach (var (name, _) in shown)
        {
            findings.Problem($"{name} is missing, which the summary was made of.");
        }

        foreach (var path in Files.Paths)
        {
            using var file = _disk.OpenToRead(path);
            findings.Files += file is null ? 0 : 1;
            findings.Bytes += file?.Length ?? 0;
        }

        findings.Next = next;
        findings.LedgerRecords = (findings.Lines, 0);
        yield return (AnalyticsSettings.Folder, findings);
    }

    private Dictionary<PartitionStateName, long> ReadShown(FileFindings findings)
    {
        try
        {
            return (Files.Read()?.Partitions ?? []).ToDictionary(partition => new PartitionStateName(partition.Topic, partition.Partition), partition => partition.Next);
        }
        catch (JsonException e)
        {
            findings.Problem($"The summary is not as this program writes it ({e.Message}). It is written anew by the next run.");
            return [];
        }
    }

    private (long Next, long Records) ReadState(PartitionStateName name, FileFindings findings)
    {
        try
        {
            var (next, counts) = States.Load(name);
            return (next, counts.Records);
        }
        catch (Exception e) when (e is LandingDamagedException or StopException)
        {
            findings.Problem(e.Message);
            return (long.MaxValue, 0);
        }
    }
}
