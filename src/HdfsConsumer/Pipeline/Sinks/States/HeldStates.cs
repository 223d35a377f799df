using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>
/// The states of the partitions that this instance holds, in memory. Each is loaded when the first record of its holding comes, and saved with the next
/// offset, as one; what was not saved is read again after a crash.
/// </summary>
/// <param name="folders">Where they are kept.</param>
/// <param name="counters">Are told of records that were dropped.</param>
/// <param name="load">Loads the state of a holding.</param>
/// <param name="save">Saves a state; see <see cref="PartitionStates.TrySave"/>.</param>
internal sealed class HeldStates<T>(LandedFolders folders, SinkCounters counters, Func<PartitionTenure, T> load, Func<T, Saving> save)
    where T : HeldState
{
    private readonly Dictionary<PartitionTenure, T> _held = [];

    /// <summary>Whether states were saved, or records dropped on their word, since the last sync.</summary>
    private bool _isUnsynced;

    /// <summary>All that are in memory.</summary>
    public IReadOnlyCollection<T> All => _held.Values;

    /// <summary>The state of a holding.</summary>
    public T Of(PartitionTenure tenure)
    {
        if (!_held.TryGetValue(tenure, out var held))
        {
            held = load(tenure);
            _held.Add(tenure, held);
        }

        return held;
    }

    /// <summary>The same, null when it is not in memory.</summary>
    public T? Find(PartitionTenure tenure) => _held.GetValueOrDefault(tenure);

    /// <summary>A record was dropped, for its state has it already. Whoever saved that may have died before its sync.</summary>
    public void Skipped()
    {
        counters.DuplicatesSkipped++;
        _isUnsynced = true;
    }

    /// <summary>Saves the states that have something new. False when another instance is saving one of them.</summary>
    /// <param name="isDue">Which of them.</param>
    public bool TrySave(Func<T, bool> isDue)
    {
        DropEnded();
        foreach (var held in _held.Values.Where(held => held.UnsavedRecords > 0 && isDue(held)).ToList())
        {
            if (!TrySave(held))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes what was saved survive a power loss, and what records were dropped for.</summary>
    public void Sync()
    {
        if (_isUnsynced)
        {
            folders.Sync(folders.WorkFolder);
            _isUnsynced = false;
        }
    }

    /// <summary>Drops the states of holdings that have ended.</summary>
    public void DropEnded()
    {
        foreach (var ended in _held.Keys.Where(tenure => tenure.HasEnded).ToList())
        {
            _held.Remove(ended);
        }
    }

    /// <summary>Drops everything, after a doubt.</summary>
    public void Forget()
    {
        _held.Clear();
        _isUnsynced = false;
        folders.ForgetDurable();
    }

    private bool TrySave(T held)
    {
        switch (save(held))
        {
            case Saving.Busy:
                return false;
            case Saving.Covered:
                // What is further is loaded with the next record.
                counters.DuplicatesSkipped += held.UnsavedRecords;
                _held.Remove(held.Tenure);
                break;
            default:
                held.Saved();
                break;
        }

        _isUnsynced = true;
        return true;
    }
}
