using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>All the files of a lake's streams, and its dead letters.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that the lake lies below.</param>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="deadLetters">The files of lines below the same base path.</param>
internal sealed class LakeDestinations(IDisk disk, string basePath, string pipeline, FileDestinations deadLetters) : ILandedDestinations
{
    /// <summary>The lake's folders.</summary>
    public LakeFolder Lake { get; } = new(disk, basePath, new LandingPaths(basePath, pipeline).Folder);

    /// <summary>The finished files, with their names, in order.</summary>
    public IEnumerable<(string Path, LakeFileName Name)> Files =>
        from path in disk.EnumerateFiles(basePath)
        where !LandingPaths.IsState(basePath, path)
        let name = LakeFileName.Read(path)
        where name is not null
        orderby Path.GetDirectoryName(path), name.Value.Stem, name.Value.Partition, name.Value.First
        select (path, name.Value);

    /// <inheritdoc/>
    /// <remarks>Finished files need nothing: their names say what they hold.</remarks>
    public void AdoptExisting(LandingFolder landing)
    {
        Lake.Open();
        deadLetters.AdoptExisting(landing);
    }

    /// <inheritdoc/>
    public string? FindUnfinished(IReadOnlyList<OpenTopic> topics)
    {
        if (deadLetters.FindUnfinished(topics) is { } ahead)
        {
            return ahead;
        }

        var watermarks = TopicStem.WatermarksOf(topics);
        return Files
            .Where(file => watermarks.TryGetValue(file.Name.Stem, out var known) && file.Name.Last >= known.GetValueOrDefault(file.Name.Partition).Next)
            .Select(file => file.Path)
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public bool TryRepair(LandingFolder landing)
    {
        Lake.Open();
        Lake.RemoveAbandoned();
        return deadLetters.TryRepair(landing);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        deadLetters.Remove();
        foreach (var (path, _) in Files.ToList())
        {
            disk.Delete(path);
        }

        Lake.Clear();
    }
}
