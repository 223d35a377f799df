using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>What this instance did at a destination since its last checkpoint. Until the next one it may be lost, and the watermark waits for it.</summary>
/// <param name="paths">The destination's names.</param>
internal sealed class UnstableWork(DataFilePaths paths)
{
    /// <summary>What was written or found landed: below which offset of each holding. The ledger must cover it.</summary>
    private readonly Dictionary<PartitionTenure, long> _owed = [];

    /// <summary>Whether there is any.</summary>
    public bool IsAny { get; private set; }

    /// <summary>The generation of the destination that it is done in.</summary>
    public uint Generation { private get; set; }

    /// <summary>Something was written that is no record.</summary>
    public void Wrote() => IsAny = true;

    /// <summary>A record was written, or found landed.</summary>
    public void Owe(BufferedRecord record)
    {
        _owed[record.Tenure] = Math.Max(_owed.GetValueOrDefault(record.Tenure), record.Offset + 1);
        IsAny = true;
    }

    /// <summary>Looks whether a state still has it all.</summary>
    /// <exception cref="DestinationDoubtException">It has not.</exception>
    public void RequireCoveredBy(LedgerState state)
    {
        if (_owed.Count > 0 && state.Generation != Generation)
        {
            throw new DestinationDoubtException($"{paths.Data} went back to an earlier state.");
        }

        foreach (var (tenure, next) in _owed)
        {
            if (state.Next.GetValueOrDefault(tenure.Key) < next && (tenure.Watermarks[tenure.Partition]?.Next ?? 0) < next)
            {
                throw new DestinationDoubtException($"The ledger of {paths.Data} no longer covers {tenure} up to {next}.");
            }
        }
    }

    /// <summary>The records are dropped, and will be read again. What else was written stays unstable.</summary>
    public void ForgetOwed() => _owed.Clear();

    /// <summary>All of it is stable.</summary>
    public void BecameStable()
    {
        _owed.Clear();
        IsAny = false;
    }
}
