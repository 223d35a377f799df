using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Tallying;

/// <summary>Tallies the records of each folder, each once: the sink that docs/adding-a-sink.md adds.</summary>
internal sealed class TallySink(TallyDestinations tallies, LandingFolder landing, ISink deadLetters) : ISink
{
    private readonly Dictionary<PartitionTenure, HeldTally> _held = [];

    public SinkCounters Counters => deadLetters.Counters;

    public int PreparedMax => deadLetters.PreparedMax;

    public void Prepare(IReadOnlyList<DestinationBuffer> buffers) => deadLetters.Prepare([.. buffers.Where(buffer => buffer.Destination.IsDeadLetters)]);

    public AppendOutcome Append(DestinationBuffer buffer)
    {
        if (buffer.Destination.IsDeadLetters)
        {
            return deadLetters.Append(buffer);
        }

        foreach (var record in buffer.Records)
        {
            if (!record.Tenure.HasEnded && HeldOf(record.Tenure).Tally.TryAdd(buffer.Destination.Folder, record.Offset))
            {
                Counters.LinesWritten++;
            }
        }

        buffer.RemoveHead(buffer.Records.Length, buffer.Bytes.Length);
        return AppendOutcome.Landed;
    }

    public long? LowestHeld(PartitionTenure tenure) => deadLetters.LowestHeld(tenure);

    public bool TryMakeStable()
    {
        foreach (var (tenure, held) in _held.Where(held => held.Key.HasEnded || held.Value.Tally.Next > held.Value.SavedNext).ToList())
        {
            switch (tenure.HasEnded ? Saving.Covered : tallies.States.TrySave(held.Name, held.Tally.Next, held.SavedNext, held.Tally.Write))
            {
                case Saving.Busy:
                    return false;
                case Saving.Covered:
                    _held.Remove(tenure);
                    break;
                default:
                    _held[tenure] = held with { SavedNext = held.Tally.Next };
                    break;
            }
        }

        // Whoever saved a state that a record was dropped for may have died before this.
        tallies.Folders.Sync(tallies.Folders.WorkFolder);
        return deadLetters.TryMakeStable();
    }

    public bool TryMakeDeadLettersStable() => deadLetters.TryMakeDeadLettersStable();

    public void ForgetOwed()
    {
        _held.Clear();
        tallies.Folders.ForgetDurable();
        deadLetters.ForgetOwed();
    }

    public void Dispose() => deadLetters.Dispose();

    private HeldTally HeldOf(PartitionTenure tenure)
    {
        if (!_held.TryGetValue(tenure, out var held))
        {
            var name = PartitionStateName.Of(tenure, landing);
            var tally = tallies.Load(name);
            _held.Add(tenure, held = new HeldTally(name, tally, tally.Next));
        }

        return held;
    }

    private sealed record HeldTally(PartitionStateName Name, Tally Tally, long SavedNext);
}
