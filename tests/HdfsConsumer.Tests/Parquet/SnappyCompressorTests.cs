using System.Buffers;
using System.Text;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class SnappyCompressorTests
{
    private readonly SnappyCompressor _compressor = new();

    [Fact]
    public void NothingIsALengthOfZero() => Assert.Equal([0], Compress([]));

    [Fact]
    public void WhatRepeatsIsCopied()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abcdefgh", 100)));
        var compressed = Compress(text);
        Assert.Equal(text, Decoders.Snappy(compressed));
        Assert.True(compressed.Length < 60, $"{compressed.Length} bytes");
    }

    [Fact]
    public void WhatDoesNotRepeatHardlyGrows()
    {
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        var compressed = Compress(noise);
        Assert.Equal(noise, Decoders.Snappy(compressed));
        Assert.InRange(compressed.Length, noise.Length, noise.Length + 100);
    }

    [Fact]
    public void WhateverIsCompressedIsThereAgain()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new List<byte>();
            for (var pieces = random.Next(60); pieces > 0; pieces--)
            {
                var piece = new byte[random.Next(1, random.Next(2) == 0 ? 8 : 300)];
                random.NextBytes(piece);
                bytes.AddRange(piece);
                if (random.Next(2) == 0)
                {
                    var from = random.Next(bytes.Count);
                    bytes.AddRange(bytes.GetRange(from, random.Next(bytes.Count - from)));
                }

                if (bytes.Count > 200_000)
                {
                    break;
                }
            }

            Assert.True(bytes.SequenceEqual(Decoders.Snappy(Compress([.. bytes]))), $"seed {seed}");
        }
    }

    private byte[] Compress(byte[] bytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        _compressor.Compress(bytes, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
