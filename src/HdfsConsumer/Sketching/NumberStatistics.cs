namespace HdfsConsumer.Sketching;

/// <summary>Count, sum, mean, least and greatest of numbers, exactly, and quantiles of them. The same whatever their order is, and however parts of them are merged.</summary>
internal sealed class NumberStatistics
{
    private readonly ExactSum _sum;
    private readonly Quantiles _quantiles;

    /// <summary>Makes statistics of no numbers.</summary>
    public NumberStatistics()
        : this(new ExactSum(), new Quantiles())
    {
    }

    private NumberStatistics(ExactSum sum, Quantiles quantiles) => (_sum, _quantiles) = (sum, quantiles);

    /// <summary>How many there are.</summary>
    public long Count => _quantiles.Count;

    /// <summary>Their sum with all its digits, as JSON spells numbers.</summary>
    public string Sum => _sum.ToString();

    /// <summary>The double nearest to their mean; NaN for none.</summary>
    public double Mean => _sum.DividedBy(Count);

    /// <summary>The least; NaN for none.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The greatest; NaN for none.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>How far a quantile is at most from the number that it stands for, as a part of that.</summary>
    public double QuantileErrorAtMost => _quantiles.ErrorAtMost;

    /// <summary>The number that this part of all others is less than, about; NaN for none.</summary>
    /// <param name="fraction">0 to 1.</param>
    public double Quantile(double fraction) => Math.Clamp(_quantiles.At(fraction), Min, Max);

    /// <summary>Adds a number.</summary>
    public void Add(ExactNumber number)
    {
        _sum.Add(number);
        _quantiles.Add(number.Nearest);
        Reach(number.Nearest, number.Nearest);
    }

    /// <summary>Adds what other statistics have.</summary>
    public void Add(NumberStatistics other)
    {
        _sum.Add(other._sum);
        _quantiles.Add(other._quantiles);
        Reach(other.Min, other.Max);
    }

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        _sum.Write(to);
        _quantiles.Write(to);
        to.WriteNumber(BitConverter.DoubleToInt64Bits(Min));
        to.WriteNumber(BitConverter.DoubleToInt64Bits(Max));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static NumberStatistics Read(SketchReader from)
    {
        var sum = ExactSum.Read(from);
        return new NumberStatistics(sum, Quantiles.Read(from))
        {
            Min = BitConverter.Int64BitsToDouble(from.ReadNumber()),
            Max = BitConverter.Int64BitsToDouble(from.ReadNumber()),
        };
    }

    // MinNumber and MaxNumber take the other one where one is NaN (IEEE 754-2019, 9.6).
    private void Reach(double min, double max) => (Min, Max) = (double.MinNumber(Min, min), double.MaxNumber(Max, max));
}
