namespace HdfsConsumer.Sketching;

/// <summary>
/// Quantiles of any number of numbers in bounded memory, within a relative error that is stated. What it holds depends on the numbers alone, and neither
/// on their order nor on how sketches of their parts were merged.
/// </summary>
/// <remarks>
/// Counts by buckets whose bounds grow by a constant factor: DDSketch (Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable quantile sketch with
/// relative-error guarantees", VLDB 2019). Where the numbers reach too far, two buckets each become one, which raises the error for all of them alike: UDDSketch
/// (Epicoco and others, IEEE Access 2020).
/// </remarks>
internal sealed class Quantiles
{
    /// <summary>The relative error as long as the numbers are no further from each other than some 10^17 times.</summary>
    public const double ErrorAtFirst = 0.01;

    private const int BucketsMax = 2048;

    private static readonly double LogOfFactor = Math.Log((1 + ErrorAtFirst) / (1 - ErrorAtFirst));

    private readonly Buckets _positive = new();
    private readonly Buckets _negative = new();
    private long _zeros;

    /// <summary>How often buckets were put together in pairs.</summary>
    private int _level;

    /// <summary>How many numbers there are.</summary>
    public long Count => _zeros + _positive.Count + _negative.Count;

    /// <summary>How far a quantile is at most from the number that it stands for, as a part of that.</summary>
    public double ErrorAtMost => Math.Tanh(LogOfFactor * Math.ScaleB(1, _level) / 2);

    /// <summary>Adds a finite number.</summary>
    public void Add(double number)
    {
        if (number == 0)
        {
            _zeros++;
            return;
        }

        var index = (int)Math.Ceiling(Math.Log(Math.Abs(number)) / LogOfFactor);
        (number > 0 ? _positive : _negative).Add(AtLevel(index, _level), 1);
        KeepBounded();
    }

    /// <summary>Adds what another sketch has.</summary>
    public void Add(Quantiles other)
    {
        RaiseTo(other._level);
        _zeros += other._zeros;
        _positive.Add(other._positive, _level - other._level);
        _negative.Add(other._negative, _level - other._level);
        KeepBounded();
    }

    /// <summary>The number that this part of all others is less than, by its place among them (the lower one between two); NaN for none.</summary>
    /// <param name="fraction">0 to 1.</param>
    public double At(double fraction)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        var place = (long)(fraction * (Count - 1));
        if (place < _negative.Count)
        {
            return -Middle(_negative.IndexAt(_negative.Count - 1 - place));
        }

        place -= _negative.Count;
        return place < _zeros ? 0 : Middle(_positive.IndexAt(place - _zeros));
    }

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(_level);
        to.WriteNumber(_zeros);
        _positive.Write(to);
        _negative.Write(to);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Quantiles Read(SketchReader from)
    {
        var read = new Quantiles { _level = (int)from.ReadNumber(), _zeros = from.ReadNumber() };
        read._positive.Read(from);
        read._negative.Read(from);
        return read;
    }

    /// <summary>The number in a bucket that is as far from both its bounds, in parts of them.</summary>
    private double Middle(int index) => (1 - ErrorAtMost) * Math.Exp(LogOfFactor * Math.ScaleB(1, _level) * index);

    private void KeepBounded()
    {
        while (Math.Max(_positive.Span, _negative.Span) > BucketsMax)
        {
            RaiseTo(_level + 1);
        }
    }

    private void RaiseTo(int level)
    {
        if (level > _level)
        {
            _positive.Raise(level - _level);
            _negative.Raise(level - _level);
            _level = level;
        }
    }

    private static int AtLevel(int index, int levels) => -(-index >> levels);

    /// <summary>Counts by index, from the first to the last that is not zero.</summary>
    private sealed class Buckets
    {
        private long[] _counts = [];
        private int _first;

        public long Count { get; private set; }

        public int Span { get; private set; }

        public void Add(int index, long count)
        {
            Reach(index);
            _counts[index - _first] += count;
            Count += count;
        }

        public void Add(Buckets other, int levels)
        {
            for (var i = 0; i < other.Span; i++)
            {
                if (other._counts[i] > 0)
                {
                    Add(AtLevel(other._first + i, levels), other._counts[i]);
                }
            }
        }

        public void Raise(int levels)
        {
            var raised = new Buckets();
            raised.Add(this, levels);
            (_counts, _first, Span) = (raised._counts, raised._first, raised.Span);
        }

        public int IndexAt(long place)
        {
            var i = 0;
            for (var passed = _counts[0]; passed <= place; passed += _counts[i])
            {
                i++;
            }

            return _first + i;
        }

        public void Write(SketchWriter to)
        {
            to.WriteNumber(_first);
            to.WriteNumber(Span);
            foreach (var count in _counts.AsSpan(0, Span))
            {
                to.WriteNumber(count);
            }
        }

        public void Read(SketchReader from)
        {
            _first = (int)from.ReadNumber();
            Span = (int)from.ReadNumber();
            _counts = new long[Span];
            foreach (ref var count in _counts.AsSpan())
            {
                count = from.ReadNumber();
                Count += count;
            }
        }

        private void Reach(int index)
        {
            if (Span == 0)
            {
                _first = index;
            }

            var before = Math.Max(0, _first - index);
            var span = Math.Max(Span, index - _first + 1) + before;
            if (span > _counts.Length || before > 0)
            {
                var grown = new long[Math.Max(span, Math.Min(span + (span / 2), BucketsMax))];
                _counts.AsSpan(0, Span).CopyTo(grown.AsSpan(before));
                _counts = grown;
            }

            (_first, Span) = (_first - before, span);
        }
    }
}
