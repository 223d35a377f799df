using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>Makes summaries of the saved states of all partitions, those of other instances too: as files, and for who watches.</summary>
/// <param name="disk">The disk.</param>
/// <param name="folders">The landing's folders.</param>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="states">What is counted.</param>
/// <param name="files">The files.</param>
/// <param name="clock">The clock.</param>
/// <param name="observer">Is told each of them.</param>
internal sealed class Summaries(
    IDisk disk, LandedFolders folders, string pipeline, AnalyticsStates states, SummaryFiles files, TimeProvider clock, IPipelineObserver observer)
{
    private (long Records, long At)? _before;

    /// <summary>Makes one. False when another instance is making one: what this one has saved may be missing there.</summary>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    public bool TryMake()
    {
        // From the reading of the states to the last file: or an older summary could take the place of a newer one.
        using var turn = disk.OpenOrCreate(folders.LockOf("summary"));
        if (!turn.TryLock())
        {
            return false;
        }

        // A summary must not know records that a power loss takes from the states.
        folders.Sync(folders.WorkFolder);
        var (counts, partitions) = states.Merge();
        var now = clock.GetTimestamp();
        double? rate = _before is var (records, at) && now > at ? (counts.Records - records) / clock.GetElapsedTime(at, now).TotalSeconds : null;
        _before = (counts.Records, now);
        var summary = counts.Summarise(pipeline, clock.GetUtcNow(), rate, partitions);
        files.Write(summary);
        observer.Summarised(summary);
        return true;
    }
}
