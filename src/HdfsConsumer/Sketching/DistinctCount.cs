using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace HdfsConsumer.Sketching;

/// <summary>
/// How many different texts there are: exactly up to a limit, beyond it in 16 KB within a standard error of 0.81 %. What it holds depends on the
/// texts alone, and neither on their order nor on how counts of their parts were merged.
/// </summary>
/// <remarks>
/// Texts are told apart by the first 16 bytes of their SHA-256. Beyond the limit HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 2^14 registers, read by
/// the estimator of Ertl ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, section 3), which needs no tables.
/// </remarks>
/// <param name="exactMax">The limit.</param>
internal sealed class DistinctCount(int exactMax)
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;
    private const int RankMax = 64 - IndexBits + 1;

    private HashSet<UInt128> _hashes = [];
    private byte[]? _registers;

    /// <summary>The standard error beyond the limit, as a part of the count: two thirds of all estimates are no further off.</summary>
    public static double StandardError { get; } = 1.04 / Math.Sqrt(Registers);

    /// <summary>Whether <see cref="Count"/> is exact.</summary>
    public bool IsExact => _registers is null;

    /// <summary>How many there are; beyond the limit about.</summary>
    public long Count => _registers is null ? _hashes.Count : Estimate(_registers);

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        Add(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    /// <summary>Adds what another count has.</summary>
    public void Add(DistinctCount other)
    {
        foreach (var hash in other._hashes)
        {
            Add(hash);
        }

        if (other._registers is { } registers)
        {
            EstimateFromNowOn();
            for (var i = 0; i < Registers; i++)
            {
                _registers![i] = Math.Max(_registers[i], registers[i]);
            }
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(_hashes.Count);
        foreach (var hash in _hashes)
        {
            to.WriteFixed(hash);
        }

        to.WriteBytes(_registers);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static DistinctCount Read(SketchReader from, int exactMax)
    {
        var read = new DistinctCount(exactMax);
        for (var left = from.ReadNumber(); left > 0; left--)
        {
            read.Add(from.ReadFixed());
        }

        var registers = from.ReadBytes();
        if (!registers.IsEmpty)
        {
            read.Add(new DistinctCount(0) { _registers = registers.ToArray() });
        }

        return read;
    }

    private void Add(UInt128 hash)
    {
        if (_registers is { } registers)
        {
            var bits = (ulong)hash;
            var rank = (byte)Math.Min(BitOperations.LeadingZeroCount(bits << IndexBits) + 1, RankMax);
            ref var register = ref registers[bits >> (64 - IndexBits)];
            register = Math.Max(register, rank);
        }
        else if (_hashes.Add(hash) && _hashes.Count > exactMax)
        {
            EstimateFromNowOn();
        }
    }

    private void EstimateFromNowOn()
    {
        if (_registers is not null)
        {
            return;
        }

        var hashes = _hashes;
        (_hashes, _registers) = ([], new byte[Registers]);
        foreach (var hash in hashes)
        {
            Add(hash);
        }
    }

    private static long Estimate(byte[] registers)
    {
        var byRank = new int[RankMax + 1];
        foreach (var rank in registers)
        {
            byRank[rank]++;
        }

        var z = Registers * Tau(1 - (byRank[RankMax] / (double)Registers));
        for (var rank = RankMax - 1; rank >= 1; rank--)
        {
            z = (z + byRank[rank]) / 2;
        }

        z += Registers * Sigma(byRank[0] / (double)Registers);
        return (long)Math.Round(Registers / (2 * Math.Log(2)) * Registers / z);
    }

    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        var (sum, factor, before) = (x, 1.0, double.NaN);
        while (sum != before)
        {
            x *= x;
            before = sum;
            sum += x * factor;
            factor *= 2;
        }

        return sum;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1)
        {
            return 0;
        }

        var (sum, factor, before) = (1 - x, 1.0, double.NaN);
        while (sum != before)
        {
            x = Math.Sqrt(x);
            before = sum;
            factor /= 2;
            sum -= (1 - x) * (1 - x) * factor;
        }

        return sum / 3;
    }
}
