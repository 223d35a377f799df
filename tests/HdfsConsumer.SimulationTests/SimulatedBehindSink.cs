using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// A sink that writes while the next records are taken, as that of tables does: what it is given it has only begun to write, and what came of it
/// it says when it is given the same again. What it does in between, it does at the end of it.
/// </summary>
internal sealed class SimulatedBehindSink(ISink sink, Random random) : ISink
{
    private readonly HashSet<DestinationBuffer> _begun = [];

    public SinkCounters Counters => sink.Counters;

    public int PreparedMax => sink.PreparedMax;

    public bool IsWriting => _begun.Count > 0 && random.Next(2) == 0;

    public void Prepare(IReadOnlyList<DestinationBuffer> buffers) =>
        sink.Prepare([.. buffers.Where(buffer => buffer.Destination.IsDeadLetters || _begun.Contains(buffer))]);

    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (!buffer.Destination.IsDeadLetters && _begun.Add(buffer))
        {
            return AppendOutcome.Begun;
        }

        var outcome = sink.Append(buffer);
        if (outcome == AppendOutcome.Landed)
        {
            _begun.Remove(buffer);
        }

        return outcome;
    }

    public long? LowestHeld(PartitionTenure tenure) => sink.LowestHeld(tenure);

    public bool TryFinishFiles() => sink.TryFinishFiles();

    public bool TryMakeStable() => sink.TryMakeStable();

    public bool TryMakeDeadLettersStable() => sink.TryMakeDeadLettersStable();

    public void ForgetOwed()
    {
        _begun.Clear();
        sink.ForgetOwed();
    }

    public void Dispose() => sink.Dispose();
}
