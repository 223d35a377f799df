using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>The states of what is counted.</summary>
/// <param name="disk">The disk.</param>
/// <param name="folders">Where they are kept.</param>
/// <param name="settings">What is counted.</param>
internal sealed class AnalyticsStates(IDisk disk, LandedFolders folders, AnalyticsSettings settings)
{
    private readonly PartitionStates _files = new(disk, folders, path => CountsFile.NextIn(disk, path));

    /// <inheritdoc cref="PartitionStates.All"/>
    public IEnumerable<(PartitionStateName Name, string Path)> All => _files.All;

    /// <summary>The counts as they were last saved, and the next offset; counts of nothing when they never were.</summary>
    /// <exception cref="LandingDamagedException">The file is damaged.</exception>
    /// <exception cref="StopException">They were counted by other settings.</exception>
    public (long Next, AnalyticsCounts Counts) Load(PartitionStateName name) => CountsFile.TryRead(disk, _files.PathOf(name), settings) ?? (0, new AnalyticsCounts(settings));

    /// <summary>Saves counts; see <see cref="PartitionStates.TrySave"/>.</summary>
    /// <param name="name">Which.</param>
    /// <param name="next">Their next offset.</param>
    /// <param name="madeFrom">The next offset of those that were loaded or saved before; 0 for none.</param>
    /// <param name="counts">What was counted.</param>
    public Saving TrySave(PartitionStateName name, long next, long madeFrom, AnalyticsCounts counts) =>
        _files.TrySave(name, next, madeFrom, file => CountsFile.Write(file, next, settings, counts));

    /// <summary>The counts of all partitions together, as they were last saved by whichever instance, and what they are made of.</summary>
    /// <exception cref="LandingDamagedException">A file is damaged.</exception>
    /// <exception cref="StopException">They were counted by other settings.</exception>
    public (AnalyticsCounts Counts, IReadOnlyList<PartitionSummary> Partitions) Merge()
    {
        var merged = new AnalyticsCounts(settings);
        var partitions = new List<PartitionSummary>();
        foreach (var (name, _) in All.ToList())
        {
            var (next, counts) = Load(name);
            merged.Add(counts);
            partitions.Add(new PartitionSummary(name.Stem, name.Partition, next, counts.Records));
        }

        return (merged, partitions);
    }
}
