using System.Collections.Concurrent;

namespace HdfsConsumer.Observing;

/// <summary>A number that only rises, and that any thread may read and add to.</summary>
internal sealed class Count
{
    private long _value;

    /// <summary>The number now.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds to it.</summary>
    public void Add(long number) => Interlocked.Add(ref _value, number);
}

/// <summary>Such numbers by a key. Reading them holds nobody back who adds.</summary>
/// <typeparam name="TKey">What they are told apart by.</typeparam>
internal sealed class CountBy<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Count> _counts = new();
    private readonly int _keysMax;
    private int _keys;

    /// <summary>Begins without a key.</summary>
    /// <param name="keysMax">A bound for the memory: what has a key beyond them is not counted.</param>
    public CountBy(int keysMax = 1000) => _keysMax = keysMax;

    /// <summary>How many keys there are.</summary>
    public int Keys => Volatile.Read(ref _keys);

    /// <summary>All of them together.</summary>
    public long Sum => _counts.Sum(count => count.Value.Value);

    /// <summary>The numbers now.</summary>
    public IEnumerable<KeyValuePair<TKey, long>> All => _counts.Select(count => KeyValuePair.Create(count.Key, count.Value.Value));

    /// <summary>Adds to a key's number.</summary>
    public void Add(TKey key, long number)
    {
        if (_counts.TryGetValue(key, out var count))
        {
            count.Add(number);
        }
        else if (Keys < _keysMax && _counts.TryAdd(key, count = new Count()))
        {
            Interlocked.Increment(ref _keys);
            count.Add(number);
        }
        else if (_counts.TryGetValue(key, out count))
        {
            // Another thread was first.
            count.Add(number);
        }
    }
}
