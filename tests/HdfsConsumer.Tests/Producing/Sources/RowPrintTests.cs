using System.Text;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Sources;

public sealed class RowPrintTests
{
    /// <summary>Several turns of the hash, and every length of what remains.</summary>
    private const int LengthMax = 200;

    private const int PieceBytes = 16;

    private static readonly RowPrint Print = new([]);

    [Fact]
    public void APrintIsTheSameInEveryVersion() =>
        Assert.Equal((11405908669230995544UL, 9085437609690855373UL), (new RowPrint("a,b"u8).Of("1,2"u8), Print.Of("a row of more than thirty-two bytes"u8)));

    [Fact]
    public void ManyRowsHaveManyPrints()
    {
        var prints = new HashSet<ulong>();
        foreach (var header in (byte[][])[[.. "a,b"u8], [.. "a,c"u8]])
        {
            var print = new RowPrint(header);
            Assert.All(Enumerable.Range(0, 20_000), number => Assert.True(prints.Add(print.Of(Encoding.UTF8.GetBytes($"row {number}")))));
        }
    }

    [Fact]
    public void RowsOfZerosDifferByTheirLength() =>
        Assert.Equal(LengthMax, Enumerable.Range(0, LengthMax).Select(length => Print.Of(new byte[length])).Distinct().Count());

    [Fact]
    public void RowsThatDifferInOneBitHaveOtherPrints()
    {
        for (var length = 1; length <= LengthMax; length++)
        {
            var row = RowOf(length);
            var prints = new HashSet<ulong> { Print.Of(row) };
            for (var bit = 0; bit < length * 8; bit++)
            {
                row[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(prints.Add(Print.Of(row)), $"bit {bit} of {length} bytes");
                row[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void RowsWithTwoPiecesSwappedHaveOtherPrints()
    {
        for (var length = 2 * PieceBytes; length <= LengthMax; length++)
        {
            var prints = new HashSet<ulong> { Print.Of(RowOf(length)) };
            var pieces = length / PieceBytes;
            for (var first = 0; first < pieces; first++)
            {
                for (var second = first + 1; second < pieces; second++)
                {
                    Assert.True(prints.Add(Print.Of(Swapped(RowOf(length), first, second))), $"pieces {first} and {second} of {length} bytes");
                }
            }
        }
    }

    private static byte[] RowOf(int length)
    {
        var row = new byte[length];
        new Random(length).NextBytes(row);
        return row;
    }

    private static byte[] Swapped(byte[] row, int first, int second)
    {
        var piece = row.AsSpan(first * PieceBytes, PieceBytes).ToArray();
        row.AsSpan(second * PieceBytes, PieceBytes).CopyTo(row.AsSpan(first * PieceBytes));
        piece.CopyTo(row.AsSpan(second * PieceBytes));
        return row;
    }
}
