using System.Numerics;

namespace HdfsConsumer.Observing;

/// <summary>
/// Counts times in buckets that grow with them, so that a percentile is known to within an eighth of itself in a few hundred
/// bytes, however many times are counted.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Buckets to each doubling.</summary>
    private const int BucketsPerOctave = 8;

    private const int OctaveBits = 3;
    private const int Octaves = 42;

    private readonly long[] _counts = new long[BucketsPerOctave * Octaves];
    private long _total;

    /// <summary>Counts a time; negative ones, from clocks that disagree, count as none.</summary>
    public void Add(TimeSpan time)
    {
        _counts[BucketOf(Math.Max(0, (long)time.TotalMilliseconds))]++;
        _total++;
    }

    /// <summary>Counts what another has counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
            _total += other._counts[bucket];
        }
    }

    /// <summary>The time that this share of all times does not exceed; null when there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan? Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * _total);
        for (var bucket = 0; bucket < _counts.Length && _total > 0; bucket++)
        {
            rank -= _counts[bucket];
            if (rank <= 0)
            {
                return TimeSpan.FromMilliseconds(UpperBound(bucket));
            }
        }

        return null;
    }

    /// <summary>Begins at nothing again.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    private static int BucketOf(long milliseconds)
    {
        if (milliseconds < BucketsPerOctave)
        {
            return (int)milliseconds;
        }

        var octave = BitOperations.Log2((ulong)milliseconds) - OctaveBits;
        var bucket = (int)(milliseconds >> octave) + (octave * BucketsPerOctave);
        return Math.Min(bucket, (BucketsPerOctave * Octaves) - 1);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < 2 * BucketsPerOctave)
        {
            return bucket;
        }

        var octave = (bucket / BucketsPerOctave) - 1;
        return ((bucket - (octave * BucketsPerOctave) + 1L) << octave) - 1;
    }
}
