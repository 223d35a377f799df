using System.Globalization;
using System.Numerics;

namespace HdfsConsumer.Sketching;

/// <summary>
/// A sum of numbers of which no digit is lost, so that it is the same in whatever order they are added. It grows by the logarithm of what it
/// sums up: at most some hundred bytes.
/// </summary>
internal sealed class ExactSum
{
    /// <summary>Bits of a quotient that are computed: more than a double has, and few enough that rounding them once rounds right.</summary>
    private const int QuotientBits = 62;

    private const int WrittenOutMax = 40;

    private BigInteger _units;
    private int _scale;

    /// <summary>Adds a number.</summary>
    public void Add(ExactNumber number) => Add(number.Mantissa, number.Scale);

    /// <summary>Adds what another sum has.</summary>
    public void Add(ExactSum other) => Add(other._units, other._scale);

    /// <summary>The sum divided by a count, as the nearest double: the mean. NaN for none.</summary>
    public double DividedBy(long count)
    {
        if (count == 0)
        {
            return double.NaN;
        }

        var (dividend, divisor) = (BigInteger.Abs(_units), count * ExactNumber.PowerOfTen(_scale));
        var shift = QuotientBits - (int)(dividend.GetBitLength() - divisor.GetBitLength());
        var quotient = shift >= 0
            ? BigInteger.DivRem(dividend << shift, divisor, out var rest)
            : BigInteger.DivRem(dividend, divisor << -shift, out rest);

        // What is left over decides between two doubles only when the bits alone lie in their middle.
        var magnitude = Math.ScaleB((double)((ulong)quotient | (rest.IsZero ? 0ul : 1ul)), -shift);
        return _units.Sign < 0 ? -magnitude : magnitude;
    }

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(_scale);
        to.WriteBytes(_units.ToByteArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ExactSum Read(SketchReader from)
    {
        var scale = (int)from.ReadNumber();
        return new ExactSum { _scale = scale, _units = new BigInteger(from.ReadBytes()) };
    }

    /// <summary>It with all its digits, as JSON spells numbers.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(_units).ToString(CultureInfo.InvariantCulture);
        var sign = _units.Sign < 0 ? "-" : "";
        if (_scale > WrittenOutMax)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}E-{_scale}");
        }

        digits = digits.PadLeft(_scale + 1, '0');
        return sign + (_scale == 0 ? digits : $"{digits[..^_scale]}.{digits[^_scale..]}".TrimEnd('0').TrimEnd('.'));
    }

    private void Add(BigInteger units, int scale)
    {
        if (scale > _scale)
        {
            _units *= ExactNumber.PowerOfTen(scale - _scale);
            _scale = scale;
        }

        _units += scale == _scale ? units : units * ExactNumber.PowerOfTen(_scale - scale);
    }
}
