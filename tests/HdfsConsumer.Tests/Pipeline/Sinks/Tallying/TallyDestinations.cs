using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Tallying;

/// <summary>Everything that a pipeline has tallied, and its dead letters.</summary>
internal sealed class TallyDestinations : ILandedDestinations
{
    private readonly IDisk _disk;
    private readonly FileDestinations _deadLetters;

    public TallyDestinations(IDisk disk, string basePath, string pipeline, FileDestinations deadLetters)
    {
        (_disk, _deadLetters) = (disk, deadLetters);
        Folders = new LandedFolders(disk, basePath, new LandingPaths(basePath, pipeline).Folder, "tallies");
        States = new PartitionStates(disk, Folders, path => Tally.Read(disk, path).Next);
    }

    public LandedFolders Folders { get; }

    public PartitionStates States { get; }

    public Tally Load(PartitionStateName name) => Tally.Read(_disk, States.PathOf(name));

    public void AdoptExisting(LandingFolder landing)
    {
        Folders.Open();
        _deadLetters.AdoptExisting(landing);
    }

    public string? FindUnfinished(IReadOnlyList<OpenTopic> topics)
    {
        var watermarks = TopicStem.WatermarksOf(topics);
        return _deadLetters.FindUnfinished(topics) ?? States.All
            .Where(state => watermarks.TryGetValue(state.Name.Stem, out var known) && Load(state.Name).Next > known.GetValueOrDefault(state.Name.Partition).Next)
            .Select(state => state.Path)
            .FirstOrDefault();
    }

    public bool TryRepair(LandingFolder landing)
    {
        Folders.Open();
        Folders.RemoveAbandoned();
        return _deadLetters.TryRepair(landing);
    }

    public void Remove()
    {
        _deadLetters.Remove();
        foreach (var path in _disk.EnumerateFiles(Folders.WorkFolder).ToList())
        {
            _disk.Delete(path);
        }
    }
}
