using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Maintaining;

/// <summary>What was found when a landing was read back.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Topics">The topics that were landed.</param>
/// <param name="Destinations">Every destination, by its path below the base path.</param>
/// <param name="Strays">Files below the base path that belong to no destination.</param>
/// <param name="Problems">What is wrong with the landing as a whole.</param>
internal sealed record VerifiedLanding(
    string Pipeline,
    IReadOnlyList<VerifiedTopic> Topics,
    IReadOnlyList<VerifiedDestination> Destinations,
    IReadOnlyList<string> Strays,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0 && Destinations.All(destination => destination.Findings.Problems.Count == 0);
}

/// <summary>A topic and how far it is landed.</summary>
/// <param name="Topic">The topic, in one of its incarnations.</param>
/// <param name="Partitions">Its partitions.</param>
internal sealed record VerifiedTopic(LandedTopicView Topic, IReadOnlyList<VerifiedPartition> Partitions);

/// <summary>A partition and how far it is landed. Offsets are Kafka's.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="First">Where the landing began.</param>
/// <param name="Watermark">Below which everything is landed and stable.</param>
/// <param name="Next">Below which something is landed in a destination.</param>
internal sealed record VerifiedPartition(int Partition, long First, long Watermark, long Next);

/// <summary>A destination and what it holds.</summary>
internal sealed record VerifiedDestination(string Path, FileFindings Findings);

/// <summary>
/// Reads everything landed below a base path back and compares it with the ledgers and the watermarks. Changes nothing and takes
/// no lock: it may run beside a landing.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The base path.</param>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="fileName">The name of its data files.</param>
/// <param name="others">What it has besides files of lines; null for nothing.</param>
internal sealed class LandingVerifier(IDisk disk, string basePath, string pipeline, string fileName, IReadableDestinations? others = null)
{
    /// <summary>What is wrong with a landing that was being forgotten.</summary>
    public const string ResetInterrupted = "It is being reset, or that was interrupted: reset it again, or start to land, either finishes it.";

    /// <summary>Reads it; null when nothing was ever landed there.</summary>
    public VerifiedLanding? Verify()
    {
        if (LandingView.Look(disk, basePath, pipeline) is not { } landing)
        {
            return null;
        }

        if (landing.IsBeingReset)
        {
            return new VerifiedLanding(pipeline, [], [], [], [ResetInterrupted]);
        }

        var all = LandedFiles.Below(disk, basePath, fileName).All.ToList();
        var destinations = all.ConvertAll(paths => new VerifiedDestination(paths.Relative, new FileVerifier(disk, paths).Read()));
        if (others is not null)
        {
            destinations.AddRange(others.ReadBack(landing).Select(found => new VerifiedDestination(found.Path, found.Findings)));
        }

        // Watermarks are looked at last: they only rise, and what the ledgers forgot is below them.
        var topics = LandingView.Look(disk, basePath, pipeline)!.Topics
            .Select(topic => new VerifiedTopic(topic, [.. Partitions(topic, destinations).OrderBy(partition => partition.Partition)]))
            .ToList();
        var strays = Strays(all).ToList();
        return new VerifiedLanding(pipeline, topics, destinations, strays, [.. Problems(topics, destinations, strays)]);
    }

    private static IEnumerable<VerifiedPartition> Partitions(LandedTopicView topic, List<VerifiedDestination> destinations)
    {
        foreach (var (partition, watermark) in topic.Watermarks)
        {
            var key = new PartitionKey(topic.Key.Hash, partition);
            var next = destinations.Select(destination => destination.Findings.Next.GetValueOrDefault(key)).DefaultIfEmpty().Max();
            yield return new VerifiedPartition(partition, watermark.First, watermark.Next, Math.Max(next, watermark.Next));
        }
    }

    private IEnumerable<string> Strays(List<DataFilePaths> destinations)
    {
        var byFolder = destinations.ToLookup(paths => paths.Folder);
        return
            from path in disk.EnumerateFiles(basePath)
            where !Path.GetRelativePath(basePath, path).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'))
            where others?.Owns(path) != true
            where !byFolder[Path.GetDirectoryName(path)!].Any(paths => paths.Owns(path))
            orderby path
            select Path.GetRelativePath(basePath, path);
    }

    private IEnumerable<string> Problems(List<VerifiedTopic> topics, List<VerifiedDestination> destinations, List<string> strays)
    {
        // Offsets have gaps, so there may be fewer records than offsets, and never more.
        var landed = destinations.Sum(destination => destination.Findings.LedgerRecords.All - destination.Findings.LedgerRecords.Adopted);
        var offsets = topics.SelectMany(topic => topic.Partitions).Sum(partition => partition.Next - partition.First);
        if (landed > offsets)
        {
            yield return $"{landed - offsets} records are doubled: {landed} were landed of {offsets} offsets.";
        }

        foreach (var stray in strays.Where(stray => Path.GetFileName(stray) == fileName))
        {
            yield return $"{stray} has no ledger: it was not written by HdfsConsumer, or its ledger was removed. Records for it cannot be landed.";
        }
    }
}
