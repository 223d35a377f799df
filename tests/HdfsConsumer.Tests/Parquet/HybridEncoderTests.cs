using System.Buffers;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class HybridEncoderTests
{
    [Fact]
    public void EqualNumbersAreOneRun() => Assert.Equal([200, 1, 7], Encode([.. Enumerable.Repeat(7, 100)], 3));

    [Fact]
    public void NumbersArePackedWithTheLowestBitFirst()
    {
        // The example of Encodings.md: 0 to 7 with three bits each.
        Assert.Equal([3, 0b10001000, 0b11000110, 0b11111010], Encode([0, 1, 2, 3, 4, 5, 6, 7], 3));
    }

    [Fact]
    public void ARunFillsUpTheGroupBeforeIt()
    {
        var bytes = Encode([0, 1, 0, .. Enumerable.Repeat(1, 13)], 1);
        Assert.Equal([3, 0b11111010, 16, 1], bytes);
    }

    [Fact]
    public void NothingIsNothing() => Assert.Empty(Encode([], 5));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(255, 8)]
    [InlineData(256, 9)]
    [InlineData(int.MaxValue, 31)]
    public void TheWidthHoldsTheLargest(int largest, int width) => Assert.Equal(width, HybridEncoder.BitWidth(largest));

    [Fact]
    public void WhateverIsEncodedIsDecodedAgain()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var bitWidth = random.Next(1, 32);
            var values = new List<int>();
            for (var left = random.Next(30); left > 0; left--)
            {
                var value = (int)random.NextInt64(1L << bitWidth);
                values.AddRange(Enumerable.Repeat(value, random.Next(2) == 0 ? 1 : random.Next(1, 40)));
            }

            var decoded = Decoders.Hybrid(Encode([.. values], bitWidth), bitWidth);
            Assert.True(values.SequenceEqual(decoded.Take(values.Count)), $"seed {seed}");
            Assert.True(decoded.Count < values.Count + 8 && decoded.Skip(values.Count).All(filling => filling == 0), $"seed {seed}");
        }
    }

    private static byte[] Encode(int[] values, int bitWidth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        HybridEncoder.Encode(values, bitWidth, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
