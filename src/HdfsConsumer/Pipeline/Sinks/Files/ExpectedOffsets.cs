using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>
/// What a destination expects next of each partition. Its ledger says so only beyond the watermark: entries that a durable watermark covers are forgotten,
/// by whichever instance comes by, or a ledger would grow with every partition that ever wrote there.
/// </summary>
/// <param name="durableWatermark">The watermark that this instance made durable; 0 for none.</param>
internal sealed class ExpectedOffsets(Func<PartitionKey, long> durableWatermark)
{
    /// <summary>The holdings whose watermark has been looked up since the state was read.</summary>
    private readonly HashSet<PartitionTenure> _looked = [];

    /// <summary>The next offset of a holding's partition; below it everything is landed.</summary>
    /// <param name="tenure">The holding.</param>
    /// <param name="state">The current state, which gets an entry where the watermark is beyond it.</param>
    public long Of(PartitionTenure tenure, LedgerState state)
    {
        var next = state.Next.GetValueOrDefault(tenure.Key);
        if (_looked.Add(tenure) && tenure.Watermarks[tenure.Partition] is { } watermark && watermark.Next > next)
        {
            // Others may have forgotten entries that the watermark covers.
            next = watermark.Next;
            state.Next[tenure.Key] = next;
        }

        return next;
    }

    /// <summary>Forgets entries of a state that a durable watermark covers.</summary>
    public void Forget(LedgerState state)
    {
        foreach (var (key, next) in state.Next)
        {
            if (next <= durableWatermark(key))
            {
                state.Next.Remove(key);
            }
        }
    }

    /// <summary>Watermarks are to be looked up again: the current state is another one, or has forgotten entries.</summary>
    public void LookAgain() => _looked.Clear();
}
